import { element, find } from '../element.ts'
import { ask } from './ask.ts'
import { makeConflict, type Sentence, type Side } from './conflict.ts'

const button = find('#conflict', HTMLButtonElement)
const story = find('#story', HTMLElement)

const side = (where: string, name: string): Side => {
  const frame = find(`[data-side=${where}]`, HTMLIFrameElement)
  return { name, ask: (wish) => ask(frame, wish) }
}
const sides = [side('left', 'The left side'), side('right', 'The right side')] as const

let isUnderWay = false
button.addEventListener('click', async () => {
  if (isUnderWay) return
  isUnderWay = true
  tell([{ kind: 'plain', words: 'Both sides are deciding …' }])
  try {
    tell(await makeConflict(sides))
  } catch (error) {
    tell([{ kind: 'refused', words: error instanceof Error ? error.message : String(error) }])
  }
  isUnderWay = false
})

function tell(sentences: readonly Sentence[]): void {
  story.replaceChildren(...sentences.map(({ kind, words }) => element('p', { class: kind }, words)))
}
