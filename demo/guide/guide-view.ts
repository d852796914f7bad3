import { find } from '../element.ts'
import type { Moment } from '../time-machine.ts'
import { keepGuide, readGuide } from './kept-guide.ts'

/** The steps of the guide. */
export type Step = 'rewind' | 'elsewhere' | 'what-if'

/**
 * The guide for the first minute has three steps. The guide ticks each step that the user has done. The user can close
 * and reopen the guide.
 */
export function guideView(
  root: HTMLElement,
  opener: HTMLButtonElement,
): { show(moment: Moment): void; tick(step: Step): void } {
  const title = find('h2', HTMLElement, root)
  const said = find('[data-said]', HTMLElement, root)
  const steps = [...root.querySelectorAll<HTMLElement>('[data-step]')]
  let state = readGuide()
  let isEmpty = true

  opener.addEventListener('click', () => {
    turn(!state.isClosed)
    if (!state.isClosed) title.focus()
  })
  find('[data-close]', HTMLButtonElement, root).addEventListener('click', () => {
    turn(true)
    opener.focus()
  })

  function turn(isClosed: boolean): void {
    state = { ...state, isClosed }
    keepGuide(state)
    draw()
  }

  function draw(): void {
    opener.hidden = isEmpty
    root.hidden = isEmpty || state.isClosed
    opener.setAttribute('aria-expanded', String(!root.hidden))
    for (const step of steps) {
      const isDone = state.done.includes(step.dataset.step ?? '')
      step.toggleAttribute('data-done', isDone)
      find('[data-state]', HTMLElement, step).textContent = isDone ? 'Done: ' : 'To try: '
    }
  }

  function tick(name: Step): void {
    if (isEmpty || state.done.includes(name)) return
    state = { ...state, done: [...state.done, name] }
    keepGuide(state)
    draw()
    const done = steps.find(({ dataset }) => dataset.step === name)
    const left = steps.filter((step) => !step.hasAttribute('data-done')).length
    const words = done?.querySelector('strong')?.textContent ?? ''
    said.textContent = `Done: ${words}. ${left === 0 ? 'That was all three: the bank is yours.' : `${left} to go.`}`
  }

  draw()
  return {
    tick,
    show({ isLive, isLost, fork, position, lastPosition }) {
      const wasEmpty = isEmpty
      isEmpty = lastPosition === 0
      if (wasEmpty !== isEmpty) draw()
      if (isLost) return
      if (!isLive && !fork && position < lastPosition) tick('rewind')
      if (fork?.without) tick('what-if')
    },
  }
}
