import { defineProjection, openMemoryEventStore, Projection } from 'rewindable'

export type Changed = { readonly type: 'Changed'; readonly data: null }
type Handler<State> = (state: State) => State | void

/** Returns a state, and the state after one more event. The projection returned the first state before the event. */
export async function beforeAndAfter<State extends object>(
  initial: State,
  handler: Handler<State>,
): Promise<{ readonly before: State; readonly after: State }> {
  const store = await openMemoryEventStore<Changed>()
  const definition = defineProjection<State, Changed>({
    name: 'state',
    initialState: () => initial,
    // The type parameter hides that the state is an object.
    when: { Changed: handler as Handler<State> & (() => State) },
  })
  const projection = new Projection(store, definition)
  const before = projection.state
  await store.append('s', { type: 'Changed', data: null })
  await projection.catchUp()
  return { before, after: projection.state }
}
