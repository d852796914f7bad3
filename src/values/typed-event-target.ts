/** An `EventTarget` whose events have typed details. `Events` maps the name of an event to the type of its `detail`. */
export class TypedEventTarget<Events extends object> extends EventTarget {
  // These declarations add types and no code.
  declare addEventListener: ChangeListeners<Events, AddEventListenerOptions>
  declare removeEventListener: ChangeListeners<Events, EventListenerOptions>
}

/** Adds or removes listeners. A name that is not in `Events` accepts any listener, as in every `EventTarget`. */
type ChangeListeners<Events extends object, Options> = {
  <Name extends keyof Events & string>(
    type: Name,
    listener: DetailListener<Events[Name]> | null,
    options?: Options | boolean,
  ): void
  (type: string, listener: EventListenerOrEventListenerObject | null, options?: Options | boolean): void
}

type DetailListener<Detail> =
  | ((event: CustomEvent<Detail>) => void)
  | { handleEvent: (event: CustomEvent<Detail>) => void }
