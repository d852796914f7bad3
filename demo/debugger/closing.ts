import type { ShownMoment } from 'rewindable/devtools'
import { find } from '../element.ts'

/** Disables the controls while the list cannot be changed, and shows the reason. */
export function closing(root: HTMLElement): (moment: ShownMoment) => void {
  const reason = find('#closed', HTMLElement, root)
  return (moment) => {
    for (const fieldset of root.querySelectorAll<HTMLFieldSetElement>('fieldset[data-changes]')) {
      fieldset.disabled = !moment.isLive || moment.error !== undefined
    }
    const words = inWords(moment)
    if (reason.textContent !== words) reason.textContent = words
    reason.hidden = words === ''
  }
}

function inWords({ isLive, fork }: ShownMoment): string {
  if (fork && isLive) return 'This is a fork: what you do here stays in it, until you commit it or discard it.'
  if (fork) return 'You are viewing the past of a fork, and the past cannot be changed.'
  return isLive
    ? ''
    : 'You are viewing the past, and the past cannot be changed. Return to live to go on with the list.'
}
