import { ifAvailable } from './if-available.ts'

type PageEvents = {
  readonly document: DocumentEventMap & { readonly freeze: Event; readonly resume: Event }
  readonly window: WindowEventMap
}

/** Adds a listener for an event of the page until the signal is aborted. Does nothing in workers and Node. */
export function onPageEvent<Target extends keyof PageEvents, Type extends keyof PageEvents[Target] & string>(
  target: Target,
  type: Type,
  listener: (event: PageEvents[Target][Type]) => void,
  signal: AbortSignal,
): void {
  ifAvailable(() => globalThis[target].addEventListener(type, listener as EventListener, { signal }))
}
