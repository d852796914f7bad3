import type { Checkpoint, CheckpointStorage } from '../log/log-storage.ts'

/** Keeps checkpoints of a log in memory. */
export class MemoryCheckpoints implements CheckpointStorage {
  readonly #byReactor: Map<string, Checkpoint>
  readonly #assertOpen: () => void

  constructor(byReactor: Map<string, Checkpoint>, assertOpen: () => void) {
    this.#byReactor = byReactor
    this.#assertOpen = assertOpen
  }

  async read(reactor: string): Promise<Checkpoint | undefined> {
    this.#assertOpen()
    return this.#byReactor.get(reactor)
  }

  async update(reactor: string, change: (current: Checkpoint | undefined) => Checkpoint): Promise<Checkpoint> {
    this.#assertOpen()
    const next = change(this.#byReactor.get(reactor))
    this.#byReactor.set(reactor, next)
    return next
  }
}
