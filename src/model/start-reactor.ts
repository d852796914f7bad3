import { check, text } from '../events/argument-checks.ts'
import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { Reactor } from './reactor.ts'
import {
  checkedReactorOptions,
  type ReactorDefinition,
  type ReactorOptions,
  reactionsIn,
} from './reactor-definition.ts'

/**
 * Starts a reactor, which runs a side effect for each event, in order, in one tab at a time. After a crash it may repeat an
 * effect with the same idempotency key. It never skips an effect.
 *
 * @param options.tries maximum number of tries before an event is parked, from 1; default 5
 * @param options.delay milliseconds to wait after a failed try; default up to 100, 200, 400 … 30,000, jittered
 * @throws {@link InvalidArgument} the name is empty or an option is invalid
 * @example
 * ```ts
 * const reactor = startReactor(store, {
 *   name: 'receipts',
 *   when: { MoneyDeposited: (event, { idempotencyKey }) => sendReceipt(event, idempotencyKey) },
 * })
 * ```
 */
export function startReactor<E extends DomainEvent>(
  store: EventStore<E>,
  definition: ReactorDefinition<OfStore<E>>,
  options: ReactorOptions = {},
): Reactor<E> {
  check('name', definition.name, text)
  return new Reactor(store, definition.name, reactionsIn(definition.when), checkedReactorOptions(options))
}
