import type { DomainEvent, EventStore } from 'rewindable'

/** A store with some of its parts replaced: to see what goes through them, or to let something happen in between. */
export function storeWith<E extends DomainEvent>(store: EventStore<E>, parts: Partial<EventStore<E>>): EventStore<E> {
  return new Proxy(store, {
    get(target, key) {
      const part: unknown = Reflect.get(Object.hasOwn(parts, key) ? parts : target, key)
      return typeof part === 'function' ? part.bind(target) : part
    },
  })
}

/** A store in which, just before each append, something else happens. */
export function interrupted<E extends DomainEvent>(
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

/** Does something the first time and nothing after that. */
export function once(work: () => Promise<unknown>): () => Promise<unknown> {
  let done: Promise<unknown> | undefined
  return async () => {
    done ??= work()
    await done
  }
}
