import type { ShownMoment } from 'rewindable/devtools'
import story from '../../docs/debug-any-app.md?url&no-inline'
import { find } from '../element.ts'
import type { Action } from './update.ts'
import { playWeek, week } from './week.ts'

/** Milliseconds between two actions of the week, so that the user can see each action arrive. */
const pause = 60

/** Plays the week in which the bug occurs, and shows where to find the bug. */
export function guide(
  root: HTMLElement,
  dispatch: (action: Action) => Promise<unknown>,
): (moment: ShownMoment) => void {
  const play = find('#play', HTMLButtonElement, root)
  const startOver = find('#ask-start-over', HTMLButtonElement, root)
  const progress = find('[data-progress]', HTMLElement, root)
  let isPlaying = false
  let outcome = ''

  find('[data-docs]', HTMLAnchorElement, root).href = story

  play.addEventListener('click', async () => {
    isPlaying = true
    play.disabled = true
    progress.textContent = 'The week goes by …'
    try {
      await playWeek(dispatch, () => new Promise((resolve) => setTimeout(resolve, pause)))
      outcome = `${week.length} events. It is Friday evening.`
    } catch {
      outcome = 'The week broke off.'
    }
    isPlaying = false
    progress.textContent = outcome
  })

  return ({ lastPosition, fork }) => {
    const isEmpty = lastPosition === 0
    play.disabled = isPlaying || !isEmpty || fork !== undefined
    startOver.disabled = isEmpty
    if (!isPlaying && !isEmpty)
      progress.textContent = outcome || 'A week begins with an empty list: start over to play it.'
  }
}
