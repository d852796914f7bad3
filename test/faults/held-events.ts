type Listener = EventListenerOrEventListenerObject | null

/** Events on their way to whoever listens, kept back until they are let go, in the order in which they came. */
export class HeldEvents {
  #waiting: (() => void)[] | undefined = []

  /** Whoever listens to events of these types, before this turn is over, hears of them only when all is let go. */
  hold(target: EventTarget, types: readonly string[]): void {
    const listen = target.addEventListener.bind(target)
    const stop = target.removeEventListener.bind(target)
    const held = new Map<Listener, EventListener>()
    const add = (type: string, listener: Listener): void => {
      const wait = (event: Event): void => this.#pass(() => tell(target, listener, event))
      held.set(listener, wait)
      listen(type, wait)
    }

    target.addEventListener = (type, listener, options) => {
      if (types.includes(type)) add(type, listener)
      else listen(type, listener, options)
    }
    // An IndexedDB that is no real one listens too, a little later, to know when the next transaction may begin.
    queueMicrotask(() => {
      target.addEventListener = listen
    })
    target.removeEventListener = (type, listener, options) => {
      stop(type, held.get(listener) ?? listener, options)
    }
    for (const type of types) {
      // Without a getter that says null, an IndexedDB that is no real one would call the listener once more.
      Object.defineProperty(target, `on${type}`, {
        get: () => null,
        set: (listener: Listener) => add(type, listener),
        configurable: true,
      })
    }
  }

  letGo(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const pass of waiting) pass()
  }

  #pass(tellNow: () => void): void {
    if (this.#waiting) this.#waiting.push(tellNow)
    else tellNow()
  }
}

function tell(target: EventTarget, listener: Listener, event: Event): void {
  if (typeof listener === 'function') listener.call(target, event)
  else listener?.handleEvent(event)
}
