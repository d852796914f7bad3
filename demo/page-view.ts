import { find } from './element.ts'
import type { Moment } from './time-machine.ts'

/** Publishes the state of the whole page: whether the bank is empty, and whether it can be changed. */
export function pageView(root: HTMLElement): {
  show(moment: Moment): void
  setBusy(busy: boolean): void
  /** The reason why the bank cannot be changed now, or `undefined` if it can be changed. */
  closedBecause(): string | undefined
} {
  const main = find('main', HTMLElement, root)
  const closed = find('#closed', HTMLElement, root)
  let isPast = false
  let isFork = false
  let isBusy = false
  let isGone = false

  function lock(): void {
    for (const fieldset of root.querySelectorAll<HTMLFieldSetElement>('fieldset[data-changes]')) {
      fieldset.disabled = isPast || isBusy || isGone
    }
    closed.textContent = closedBecause() ?? 'What you do here becomes an event at the end of the log.'
  }

  function closedBecause(): string | undefined {
    if (isGone) return 'This bank was started over. Load the new one to move money.'
    if (isFork)
      return 'You are looking at what could have been. Discard it in the timeline, under What if, to move money here.'
    if (isPast) return 'You are viewing the past, and the past cannot be changed. Return to live to move money.'
    return undefined
  }

  return {
    closedBecause,
    show({ isLive, isLost, fork, position, lastPosition, live }) {
      isPast = !isLive
      isFork = fork !== undefined
      main.toggleAttribute('data-forked', isFork)
      isGone = isLost
      main.toggleAttribute('data-empty', lastPosition === 0)
      const open = [...live.accounts.values()].filter(({ isOpen }) => isOpen)
      main.toggleAttribute('data-single', open.length < 2)
      main.dataset.position = String(position)
      root.toggleAttribute('data-ready', true)
      root.toggleAttribute('data-has-events', lastPosition > 0)
      lock()
    },
    setBusy(busy) {
      isBusy = busy
      lock()
    },
  }
}
