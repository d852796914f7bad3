const key = 'rewindable-bank-guide'

/** The progress of the user in the guide. */
export type GuideState = {
  readonly isClosed: boolean
  /** Names of the completed steps. */
  readonly done: readonly string[]
}

const fresh: GuideState = { isClosed: false, done: [] }

/** Returns the saved progress, or no progress if nothing can be saved. */
export function readGuide(): GuideState {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    const { isClosed, done } = { ...fresh, ...(kept as object) }
    return { isClosed: isClosed === true, done: Array.isArray(done) ? done.map(String) : [] }
  } catch {
    return fresh
  }
}

export function keepGuide(state: GuideState): void {
  try {
    localStorage.setItem(key, JSON.stringify(state))
  } catch {
    // Storage is full or forbidden: the guide starts again at the next visit.
  }
}
