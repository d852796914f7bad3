import { DraftSession } from './draft-session.ts'
import { beginDraft, type Draftable, type StateDraft } from './draftable.ts'

/** A draft that a handler receives in place of a state, and a function that returns the next state. */
export type DraftOfState<State> = {
  readonly draft: State
  /** Returns the next state. @param current the draft, or the value that the last handler returned in place of it */
  finish(current: State): State
}

/** Returns a draft of a state. Returns `undefined` for a state that no handler can change: a primitive or a frozen state. */
export function draftOfState<State>(state: State): DraftOfState<State> | undefined {
  if (isDraftable(state)) return ownDraftOf(state)
  if (typeof state !== 'object' || state === null || Object.isFrozen(state)) return undefined
  const session = new DraftSession()
  return { draft: session.draft(state), finish: (current) => session.finish(current) }
}

/**
 * Returns a draft of a state for a function whose changes the library discards. The function receives the originals of parts that a draft
 * cannot protect, such as instances of classes.
 */
export function draftToDiscard<State>(state: State): State {
  if (isDraftable(state)) return ownDraftOf(state).draft
  return Object.isFrozen(state) ? state : new DraftSession({ canFinish: false }).draft(state)
}

/** Returns whether a state makes its own draft. */
export function isDraftable<State>(state: State): state is State & Draftable<State> {
  return typeof state === 'object' && state !== null && beginDraft in state
}

// Handlers receive the draft in place of the state.
function ownDraftOf<State>(state: Draftable<State>): DraftOfState<State> {
  const draft: StateDraft<State> & unknown = state[beginDraft]()
  return {
    draft: draft as unknown as State,
    finish: (current) => (Object.is(current, draft) ? draft.finish() : current),
  }
}
