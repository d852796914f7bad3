type Held = { readonly name: string; readonly mode: 'exclusive' }
type Work = (lock: Held | null) => unknown

/** Fakes for browser features that Node lacks. They work as in a browser. */
export type WorkingBrowser = {
  readonly localStorage: object
  readonly navigator: { readonly locks: object; readonly storage: object }
}

export function workingBrowser(): WorkingBrowser {
  return { localStorage: localStorageInMemory(), navigator: { locks: locksInMemory(), storage: storageManager() } }
}

function localStorageInMemory(): object {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
}

function locksInMemory(): object {
  const queues = new Map<string, Promise<unknown>>()
  const request = (name: string, options: LockOptions, work: Work): Promise<unknown> => {
    const before = queues.get(name)
    if (before && options.ifAvailable) return Promise.resolve(work(null))
    const granted = Promise.resolve(before).then(() => {
      options.signal?.throwIfAborted()
      return work({ name, mode: 'exclusive' })
    })
    const over: Promise<unknown> = granted.catch(() => {}).then(() => queues.get(name) === over && queues.delete(name))
    queues.set(name, over)
    return granted
  }
  return { request }
}

function storageManager(): object {
  return {
    persisted: async () => false,
    persist: async () => true,
    estimate: async () => ({ usage: 5, quota: 7 }),
    getDirectory: async () => ({}),
  }
}
