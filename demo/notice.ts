import { LogCorrupted, LogLost, ProjectionFailed } from 'rewindable'
import { find } from './element.ts'

/** Shows a problem until the user responds. */
export function noticeView(
  root: HTMLElement,
  {
    inWords,
    startOver,
    newOne,
  }: {
    inWords: (error: unknown) => string
    startOver: () => void
    /** The label of the button for a log that was deleted elsewhere. */
    newOne: string
  },
): (error: unknown) => void {
  const words = find('p', HTMLElement, root)
  const button = find('button', HTMLButtonElement, root)
  let act = startOver
  button.addEventListener('click', () => act())

  return (error) => {
    root.hidden = false
    words.textContent = inWords(error)
    const isBeyondRepair = error instanceof ProjectionFailed || error instanceof LogCorrupted
    act = isBeyondRepair ? startOver : () => location.reload()
    if (isBeyondRepair) button.textContent = 'Start over'
    else button.textContent = error instanceof LogLost ? newOne : 'Load the page again'
  }
}
