import { type EventStore, openEventStore, StoreClosed } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { Chance } from './chance.ts'
import { disturbChannels } from './disturbed-channel.ts'
import { LogFollower } from './log-follower.ts'
import { chooseOperation, sharedStream, tryOperation } from './operations.ts'
import { type Counted, type Order, type Tell, type Tried, trouble } from './told.ts'

// Several at a time, so that appends share commits, and some are always on their way when the blow falls.
const lanes = [1, 2, 3, 4, 5, 6]
// Doorbells get lost: who heard none looks for himself, sooner than by default.
const pollInterval = 400
// How long a browser takes decides nothing.
const deadline = 120_000

const longestRest = 400

type Opened = { readonly store: EventStore<BankEvent>; readonly follower: LogFollower }

/** One thread in the storm: appends to shared streams without pause, and follows the log. */
export class Writer {
  readonly #order: Order
  readonly #tell: Tell
  /** What it believes the versions of the streams to be. */
  readonly #versions = new Map<string, number>()
  readonly #chance: Chance
  #opened: Promise<Opened>
  readonly #silence: () => void
  #openings = 0
  /** How often all lanes were told to rest. */
  #rests = 0
  #isOver = false

  constructor(order: Order, tell: Tell) {
    this.#order = order
    this.#tell = tell
    this.#chance = this.#chanceOf('itself')
    this.#silence = disturbChannels(this.#chanceOf('doorbell'), order.doorbell, this.#count)
    this.#opened = this.#open()
  }

  /** Appends until it is told to finish. */
  async work(): Promise<void> {
    try {
      for (const command of this.#order.unknownCommands) await this.#attempt(command)
      await Promise.all(lanes.map((lane) => this.#lane(lane)))
    } catch (error) {
      void this.#tell(trouble(this.#order.writer, error))
    }
    await this.#tell({ kind: 'finished', writer: this.#order.writer })
  }

  /** From now on its tab tells no others of what it appends: who wants to know has to look. */
  finish(): void {
    this.#silence()
    this.#isOver = true
  }

  /** One more append, when all have finished. */
  async sayLastWord(): Promise<void> {
    const parts = [{ streamId: 'shared:1', expectedVersion: 'any', events: 1 }] as const
    await this.#attempt({ id: `${this.#order.writer}/last word`, parts, isCommand: false, isStrict: false })
  }

  /**
   * Keeps to one stream for a while. Now and then all lanes rest: who is the first to go on relies on what the tab remembers,
   * while the others have appended.
   */
  async #lane(lane: number): Promise<void> {
    const chance = this.#chanceOf(`lane ${lane}`)
    const { writer } = this.#order
    let haunt = sharedStream(chance)
    let rests = this.#rests
    for (let step = 1; !this.#isOver; step++) {
      if (rests < this.#rests) await rest(chance.between(10, longestRest))
      rests = this.#rests
      if (chance.isTrue(1 / 20)) haunt = sharedStream(chance)
      const lot = chance.between(1, 240)
      if (lot <= 1) await this.#reopen()
      else if (lot <= 4) await this.#saveSnapshot()
      else if (lot <= 7) this.#rests += 1
      else if (lot <= 20) await this.#lookUp(haunt)
      else
        await this.#attempt(chooseOperation(`${writer}/${lane}#${step}`, { haunt, versions: this.#versions }, chance))
    }
  }

  async #attempt(tried: Tried): Promise<void> {
    const { store } = await this.#opened
    await this.#tell({ kind: 'invoked', writer: this.#order.writer, tried })
    const settled = await tryOperation(store, tried)
    void this.#tell({ kind: 'settled', id: tried.id, settled })
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
    // Another lane was faster.
    if (this.#opened !== opened) return
    this.#count('reopened')
    void this.#tell({ kind: 'leaves', follower: follower.name })
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
    const isNewcomer = this.#chance.isTrue(0.3)
    const fromPosition = nextPosition ?? (isNewcomer ? (await store.lastPosition()) + 1 : 1)
    void this.#tell({ kind: 'follows', writer, follower: name, fromPosition })
    const follower = new LogFollower(store, { name, fromPosition, tell: this.#tell })
    void this.#follow(follower)
    return { store, follower }
  }

  async #follow(follower: LogFollower): Promise<void> {
    try {
      for await (const { streamId, version } of follower.events()) this.#versions.set(streamId, version)
    } catch (error) {
      void this.#tell(trouble(this.#order.writer, error))
    }
  }

  readonly #count = (what: Counted): void => void this.#tell({ kind: 'counted', what })

  #chanceOf(purpose: string): Chance {
    return new Chance(`${this.#order.seed} ${this.#order.writer} ${purpose}`)
  }
}

// One lane closes the store under the others.
async function unlessClosed(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof StoreClosed)) throw error
  }
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
