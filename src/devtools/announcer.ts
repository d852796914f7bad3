import { nameOf } from './banner.ts'
import { placeInWords } from './in-words.ts'
import { make, say } from './make-element.ts'
import type { Stage } from './part.ts'

/**
 * What is said to those who listen: where a jump led and where a pause came, once each, and the answers to what they asked
 * for. While it plays nothing is said.
 */
export class Announcer {
  /** For those who listen only. */
  readonly spoken: HTMLElement = make('p', { class: 'visually-hidden', role: 'status' })
  /** For all. */
  readonly told: HTMLElement = make('p', { class: 'told', role: 'status' })
  #isOwed = false
  #wasPlaying = false
  #was = 'Live'
  #forgetting: ReturnType<typeof setTimeout> | undefined

  tell(words: string): void {
    say(this.told, words)
    clearTimeout(this.#forgetting)
    this.#forgetting = setTimeout(() => say(this.told, ''), shownFor)
  }

  /** Says where one is, as soon as one is there. */
  owe(): void {
    this.#isOwed = true
  }

  show(stage: Stage): void {
    const { view, isAtRest } = stage.viewer
    const isPlaying = view.playing !== undefined
    if (this.#wasPlaying && !isPlaying) this.owe()
    const name = nameOf(stage, view.isLive)
    if (this.#was !== name && !isPlaying) this.owe()
    this.#wasPlaying = isPlaying
    if (isPlaying || !isAtRest || !this.#isOwed) return
    this.#isOwed = false
    const isBack = this.#was !== name && view.isLive && !stage.forked
    this.#was = name
    say(this.spoken, `${name}${isBack ? ' again' : ''}: ${placeInWords(view, stage.describe)}`)
  }

  stop(): void {
    clearTimeout(this.#forgetting)
  }
}

const shownFor = 6_000
