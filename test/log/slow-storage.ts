import { MemoryStorage } from 'rewindable/testing'

/** A storage that can stop answering reads. It counts how often it was asked where the log ends. */
export class SlowStorage extends MemoryStorage {
  answersReads = true
  asksForTheEnd = 0
  #tell = (): void => {}
  /** Resolves when a read came that gets no answer. */
  readonly isStuck = new Promise<void>((resolve) => {
    this.#tell = resolve
  })

  override async tail(): ReturnType<MemoryStorage['tail']> {
    this.asksForTheEnd += 1
    await this.#answered()
    return super.tail()
  }

  override async readLog(range: Parameters<MemoryStorage['readLog']>[0]): ReturnType<MemoryStorage['readLog']> {
    await this.#answered()
    return super.readLog(range)
  }

  override async readStream(
    ...asked: Parameters<MemoryStorage['readStream']>
  ): ReturnType<MemoryStorage['readStream']> {
    await this.#answered()
    return super.readStream(...asked)
  }

  async #answered(): Promise<void> {
    if (this.answersReads) return
    this.#tell()
    await new Promise(() => {})
  }
}
