type Listener = EventListenerOrEventListenerObject | null

/** Delays events and delivers the events in order of arrival when they are released. */
export class DelayedEvents {
  #waiting: (() => void)[] | undefined = []

  /** Delays events of these types for all listeners that are added to `target` in the current turn. */
  delay(target: EventTarget, types: readonly string[]): void {
    const listen = target.addEventListener.bind(target)
    const stop = target.removeEventListener.bind(target)
    const delayed = new Map<Listener, EventListener>()
    const add = (type: string, listener: Listener): void => {
      const wait = (event: Event): void => this.#pass(() => deliver(target, listener, event))
      delayed.set(listener, wait)
      listen(type, wait)
    }

    target.addEventListener = (type, listener, options) => {
      if (types.includes(type)) add(type, listener)
      else listen(type, listener, options)
    }
    // fake-indexeddb adds a listener later to learn when the next transaction may begin. That listener must not be delayed.
    queueMicrotask(() => {
      target.addEventListener = listen
    })
    target.removeEventListener = (type, listener, options) => {
      stop(type, delayed.get(listener) ?? listener, options)
    }
    for (const type of types) {
      // fake-indexeddb calls the listener a second time unless this getter returns null.
      Object.defineProperty(target, `on${type}`, {
        get: () => null,
        set: (listener: Listener) => add(type, listener),
        configurable: true,
      })
    }
  }

  release(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const pass of waiting) pass()
  }

  #pass(deliverNow: () => void): void {
    if (this.#waiting) this.#waiting.push(deliverNow)
    else deliverNow()
  }
}

function deliver(target: EventTarget, listener: Listener, event: Event): void {
  if (typeof listener === 'function') listener.call(target, event)
  else listener?.handleEvent(event)
}
