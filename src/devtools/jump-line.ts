import { count } from './in-words.ts'
import { make, textButton } from './make-element.ts'
import type { Stage } from './part.ts'

/** A line of a list that leads to an event. */
export function jumpLine(stage: Stage, position: number, words: string): HTMLElement {
  return make(
    'li',
    {},
    textButton(`${count(position)} · ${words}`, () => stage.jump(position), 'link'),
  )
}
