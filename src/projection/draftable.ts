/** Marks a state that makes its own draft, such as the rows of a collection. */
export const beginDraft: unique symbol = Symbol('beginDraft')

/** A state that makes its own draft. */
export interface Draftable<State> {
  readonly [beginDraft]: () => StateDraft<State>
}

/** A draft of a state. Handlers receive it in place of the state. */
export interface StateDraft<State> {
  /** Returns the next state. The draft must not be used afterwards. */
  finish(): State
}
