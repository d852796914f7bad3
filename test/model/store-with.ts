import type { DomainEvent, EventStore } from 'rewindable'

/** Returns a store with some of its members replaced. */
export function storeWith<E extends DomainEvent>(store: EventStore<E>, parts: Partial<EventStore<E>>): EventStore<E> {
  return new Proxy(store, {
    get(target, key) {
      const part: unknown = Reflect.get(Object.hasOwn(parts, key) ? parts : target, key)
      return typeof part === 'function' ? part.bind(target) : part
    },
  })
}

/** Returns a store that calls `between` just before each append. */
export function beforeEachAppend<E extends DomainEvent>(
  store: EventStore<E>,
  between: () => Promise<unknown>,
): EventStore<E> {
  return storeWith(store, {
    appendBatch: async (appends, options) => {
      await between()
      return store.appendBatch(appends, options)
    },
  })
}

/** Returns a function that calls `work` only once. */
export function once(work: () => Promise<unknown>): () => Promise<unknown> {
  let done: Promise<unknown> | undefined
  return async () => {
    done ??= work()
    await done
  }
}
