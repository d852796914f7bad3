import type { DecisionContext } from './decider.ts'

/** Records the times and ids of a decision. When the command is decided again, the context returns the same values in the same order. */
export class RepeatableContext {
  readonly #source: DecisionContext
  readonly #times: number[] = []
  readonly #ids: string[] = []

  constructor(source: DecisionContext) {
    this.#source = source
  }

  fromTheStart(): DecisionContext {
    return {
      now: replay(this.#times, this.#source.now),
      newId: replay(this.#ids, this.#source.newId),
    }
  }
}

function replay<Value>(past: Value[], next: () => Value): () => Value {
  let index = 0
  return () => {
    if (index === past.length) past.push(next())
    // Never undefined: an earlier run or the line above stored it.
    const value = past[index] as Value
    index += 1
    return value
  }
}
