import { LogLost } from 'rewindable'
import { find } from './element.ts'

/** A problem that stays until the person does something about it. */
export function noticeView(root: HTMLElement, inWords: (error: unknown) => string): (error: unknown) => void {
  const words = find('p', HTMLElement, root)
  const reload = find('button', HTMLButtonElement, root)
  reload.addEventListener('click', () => location.reload())

  return (error) => {
    root.hidden = false
    words.textContent = inWords(error)
    reload.textContent = error instanceof LogLost ? 'Load the new bank' : 'Load the page again'
    document.documentElement.toggleAttribute('data-broken', true)
  }
}
