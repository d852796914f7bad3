import { type Check, check, checkOptions, count } from '../events/argument-checks.ts'
import { frozenEvent } from '../events/copy-event.ts'
import type { DomainEvent, NewEvent, RecordedEvent } from '../events/domain-event.ts'
import { ConcurrencyConflict, LogCorrupted } from '../events/errors.ts'
import { eventAt } from '../log/event-at.ts'
import { EventLog } from '../log/event-log.ts'
import type { EventStore, StreamAppend } from '../log/event-store.ts'
import { MemoryStorage } from '../storage/memory-storage.ts'
import { completeOptions, type StoreOptions, storeOptions } from '../store/create-event-store.ts'
import { randomId } from '../values/random-id.ts'
import { type EventAnchor, positionOfEvent } from './event-anchor.ts'
import { ForkSnapshots } from './fork-snapshots.ts'
import { ForkStorage } from './fork-storage.ts'
import type { Fork, ForkOptions } from './fork-store.ts'
import { replayWithout } from './replay-without.ts'
import { SharedPast } from './shared-past.ts'

/**
 * Forks an event store. The fork shares the log up to a position and continues in memory. Nothing is copied, so a fork of a million
 * events opens immediately. A fork can be forked.
 *
 * @param origin any event store; only {@link Fork.commit} writes to it
 * @throws {@link InvalidArgument} an option is invalid, `at` is beyond the end of the log, or an event to leave out is not in the log
 *   up to `at`
 * @throws {@link LogCorrupted}, {@link LogLost}, {@link StoreClosed} the log cannot be read
 * @example
 * ```ts
 * const whatIf = await fork(store, { at: timeline.getSnapshot().position })
 * await whatIf.append('account:1', moneyWithdrawn(30))
 * const there = await reconstructState(whatIf, balances)
 * await whatIf.commit() // or close()
 * ```
 */
export async function fork<E extends DomainEvent>(origin: EventStore<E>, options: ForkOptions = {}): Promise<Fork<E>> {
  const lastPosition = await origin.lastPosition()
  const inTheLog: Check = [`a position up to ${lastPosition}`, (at) => count[1](at) && Number(at) <= lastPosition]
  const given = checkOptions(options, { ...storeOptions, at: inTheLog, without: anArray })
  const { at = lastPosition, without = [], ...rest } = given
  const complete = completeOptions(rest)

  const leftOut = await positionsOf(origin, without, at)
  const past = await SharedPast.upTo(origin, Math.min(at, (leftOut[0] ?? Infinity) - 1))
  const own = new MemoryStorage(randomId(), undefined, past.tail)
  if (leftOut.length > 0) {
    const replayed = await replayWithout(past, at, new Set(leftOut))
    await own.append({ streamIds: [], commandIds: [] }, () => replayed)
  }
  const didNotHappen = await Promise.all([...new Set(leftOut)].map((position) => eventAt(origin, position)))
  return new OpenFork(
    origin,
    new ForkStorage(past, own),
    didNotHappen.filter(isThere).map((event) => frozenEvent(event)),
    complete,
  )
}

class OpenFork<E extends DomainEvent> extends EventLog<E> implements Fork<E> {
  readonly origin: EventStore<E>
  readonly without: readonly RecordedEvent<E>[]
  readonly #storage: ForkStorage

  constructor(
    origin: EventStore<E>,
    storage: ForkStorage,
    without: readonly RecordedEvent<E>[],
    options: Required<StoreOptions>,
  ) {
    super(storage, options, new ForkSnapshots(storage))
    this.origin = origin
    this.without = without
    this.#storage = storage
  }

  get at(): number {
    return this.#storage.past.tail.position
  }

  async ownEvents(): Promise<RecordedEvent<E>[]> {
    const events: RecordedEvent<E>[] = []
    for await (const page of this.readBatches({ fromPosition: this.at + 1 })) events.push(...page)
    return events
  }

  async commit(): Promise<RecordedEvent<E>[]> {
    const events = await this.ownEvents()
    const [leftOut] = this.without
    if (leftOut) {
      const { streamId, streamVersion } = leftOut
      const actualVersion = await this.origin.streamVersion(streamId)
      this.#storage.past.assertThere()
      throw new ConcurrencyConflict({ streamId, expectedVersion: streamVersion - 1, actualVersion })
    }
    const last = events.at(-1)
    if (!last) return []
    // Equal versions do not prove an equal past.
    if (!(await this.#storage.past.isThere())) {
      throw new LogCorrupted({
        position: this.at,
        problem: 'the log was rewound, and the fork began after an event that is gone',
      })
    }
    // The id identifies this fork and these events, so the origin records a repeated commit once. A commit with more events has another id.
    const commandId = `fork ${this.logId} up to ${last.globalPosition}`
    const results = await this.origin.appendBatch(inTheirOrder(events), { commandId })
    return results.flatMap((result) => result.events)
  }

  share(options: StoreOptions = {}): Fork<E> {
    this.openStorage()
    return new OpenFork(this.origin, this.#storage.share(), this.without, completeOptions(options))
  }
}

function isThere<T>(found: T | undefined): found is T {
  return found !== undefined
}

const anArray: Check = ['an array of events, or of objects with the id of one', Array.isArray]

/** Returns the positions of the events in ascending order. */
async function positionsOf<E extends DomainEvent>(
  store: EventStore<E>,
  events: readonly EventAnchor[],
  at: number,
): Promise<number[]> {
  const positions: number[] = []
  for (const event of events) {
    const position = await positionOfEvent(store, event)
    check('without', position, [`events up to position ${at}`, () => position <= at])
    positions.push(position)
  }
  return positions.sort((one, other) => one - other)
}

/** Groups consecutive events of a stream. The first group of each stream expects the version at which the fork began. */
function inTheirOrder<E extends DomainEvent>(events: readonly RecordedEvent<E>[]): StreamAppend<E>[] {
  const appends: (StreamAppend<E> & { readonly events: NewEvent<E>[] })[] = []
  const named = new Set<string>()
  for (const event of events) {
    const { streamId, streamVersion } = event
    const append = appends.at(-1)
    if (append?.streamId === streamId) append.events.push(asNew(event))
    else {
      const expectedVersion = named.has(streamId) ? 'any' : streamVersion - 1
      appends.push({ streamId, expectedVersion, events: [asNew(event)] })
    }
    named.add(streamId)
  }
  return appends
}

// Unchecked: without place and command, a recorded event has the fields of E.
function asNew<E extends DomainEvent>({ id, type, data, metadata }: RecordedEvent<E>): NewEvent<E> {
  return { id, type, data, metadata } as NewEvent<E>
}
