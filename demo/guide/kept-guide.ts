const key = 'rewindable-bank-guide'

/** How far a person is with the guide. */
export type GuideState = {
  readonly isClosed: boolean
  /** Names of the steps that were done. */
  readonly done: readonly string[]
}

const fresh: GuideState = { isClosed: false, done: [] }

/** As it was left in this browser; where nothing can be kept, as on a first visit. */
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
    // No room, or not allowed: the guide is shown once more at the next visit.
  }
}
