import type { DecisionContext } from './decider.ts'

/** A context that can be played again from the start, so that a command that is decided again is decided the same way. */
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
    // It is there: it was put there above, or the time before.
    const value = past[index] as Value
    index += 1
    return value
  }
}
