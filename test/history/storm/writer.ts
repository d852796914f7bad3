import { type EventStore, openEventStore, StoreClosed } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { disturbChannels } from './disturbed-channel.ts'
import { LogFollower } from './log-follower.ts'
import { chooseOperation, sharedStream, tryOperation } from './operations.ts'
import { type Attempt, type Counted, type Order, type SendReport, trouble } from './report.ts'
import { SeededRandom } from './seeded-random.ts'

// Several lanes, so that appends share commits and some are in flight when a fault occurs.
const lanes = [1, 2, 3, 4, 5, 6]
// Milliseconds. Notifications get lost, so stores poll more often than by default.
const pollInterval = 400
// Milliseconds. Slow browsers must not cause failures.
const deadline = 120_000

const longestPause = 400

type Opened = { readonly store: EventStore<BankEvent>; readonly follower: LogFollower }

/** One writer of the storm: appends to shared streams without pause, and follows the log. */
export class Writer {
  readonly #order: Order
  readonly #send: SendReport
  /** The latest stream versions that this writer knows. */
  readonly #versions = new Map<string, number>()
  readonly #random: SeededRandom
  #opened: Promise<Opened>
  readonly #dropMessages: () => void
  #openings = 0
  /** The number of pauses of all lanes. */
  #pauses = 0
  #isOver = false

  constructor(order: Order, send: SendReport) {
    this.#order = order
    this.#send = send
    this.#random = this.#randomFor('itself')
    this.#dropMessages = disturbChannels(this.#randomFor('doorbell'), order.channelFaults, this.#count)
    this.#opened = this.#open()
  }

  /** Appends until `finish` is called. */
  async work(): Promise<void> {
    try {
      for (const command of this.#order.unknownCommands) await this.#tryAppend(command)
      await Promise.all(lanes.map((lane) => this.#lane(lane)))
    } catch (error) {
      void this.#send(trouble(this.#order.writer, error))
    }
    await this.#send({ kind: 'finished', writer: this.#order.writer })
  }

  /** Stops the lanes and drops all later notifications of this tab, so that other tabs must poll. */
  finish(): void {
    this.#dropMessages()
    this.#isOver = true
  }

  /** Makes one more append after all writers have finished. */
  async appendLast(): Promise<void> {
    const parts = [{ streamId: 'shared:1', expectedVersion: 'any', events: 1 }] as const
    await this.#tryAppend({ id: `${this.#order.writer}/last word`, parts, isCommand: false, isStrict: false })
  }

  /**
   * Appends mostly to one stream for a while. Sometimes all lanes pause. After a pause, the first lane uses the tab's
   * cached versions, although other tabs have appended.
   */
  async #lane(lane: number): Promise<void> {
    const random = this.#randomFor(`lane ${lane}`)
    const { writer } = this.#order
    let usualStream = sharedStream(random)
    let pauses = this.#pauses
    for (let step = 1; !this.#isOver; step++) {
      if (pauses < this.#pauses) await pause(random.between(10, longestPause))
      pauses = this.#pauses
      if (random.isTrue(1 / 20)) usualStream = sharedStream(random)
      const roll = random.between(1, 240)
      if (roll <= 1) await this.#reopen()
      else if (roll <= 4) await this.#saveSnapshot()
      else if (roll <= 7) this.#pauses += 1
      else if (roll <= 20) await this.#lookUp(usualStream)
      else
        await this.#tryAppend(
          chooseOperation(`${writer}/${lane}#${step}`, { usualStream, versions: this.#versions }, random),
        )
    }
  }

  async #tryAppend(attempt: Attempt): Promise<void> {
    const { store } = await this.#opened
    await this.#send({ kind: 'invoked', writer: this.#order.writer, attempt })
    const settled = await tryOperation(store, attempt)
    void this.#send({ kind: 'settled', id: attempt.id, settled })
    const learnt =
      settled.kind === 'ok' ? settled.events : settled.kind === 'failed' && settled.found ? [settled.found] : []
    for (const { streamId, version } of learnt) this.#versions.set(streamId, version)
  }

  async #lookUp(streamId: string): Promise<void> {
    const { store } = await this.#opened
    await unlessClosed(async () => this.#versions.set(streamId, await store.streamVersion(streamId)))
  }

  async #saveSnapshot(): Promise<void> {
    const { follower } = await this.#opened
    await unlessClosed(() => follower.saveSnapshot())
    this.#count('snapshots')
  }

  async #reopen(): Promise<void> {
    const opened = this.#opened
    const { store, follower } = await opened
    // Another lane has already reopened the store.
    if (this.#opened !== opened) return
    this.#count('reopened')
    void this.#send({ kind: 'leaves', follower: follower.name })
    this.#opened = store.close().then(() => this.#open(follower.nextPosition))
    await this.#opened
  }

  async #open(nextPosition?: number): Promise<Opened> {
    const { storeName, writer } = this.#order
    const store = await openEventStore<BankEvent>(storeName, {
      pollInterval,
      openTimeout: deadline,
      responseTimeout: deadline,
    })
    this.#openings += 1
    const name = `${writer}/opening ${this.#openings}`
    const isNewcomer = this.#random.isTrue(0.3)
    const fromPosition = nextPosition ?? (isNewcomer ? (await store.lastPosition()) + 1 : 1)
    void this.#send({ kind: 'follows', writer, follower: name, fromPosition })
    const follower = new LogFollower(store, { name, fromPosition, send: this.#send })
    void this.#follow(follower)
    return { store, follower }
  }

  async #follow(follower: LogFollower): Promise<void> {
    try {
      for await (const { streamId, version } of follower.events()) this.#versions.set(streamId, version)
    } catch (error) {
      void this.#send(trouble(this.#order.writer, error))
    }
  }

  readonly #count = (what: Counted): void => void this.#send({ kind: 'counted', what })

  #randomFor(purpose: string): SeededRandom {
    return new SeededRandom(`${this.#order.seed} ${this.#order.writer} ${purpose}`)
  }
}

// One lane may close the store while the others use it.
async function unlessClosed(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof StoreClosed)) throw error
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
