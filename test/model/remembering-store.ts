import { createEventStore, MemoryStorage, type ReadRange } from 'rewindable/adapter'
import { untilTheEnd } from '../open-stores.ts'
import type { PurseEvent } from './purse.ts'

/** A memory storage that counts the events read from streams. */
class CountingStorage extends MemoryStorage {
  #read = 0
  /** Called before each append. */
  beforeAppend: () => Promise<unknown> = async () => {}

  /** Returns the number of reads of streams since the last call. */
  streamReads(): number {
    const read = this.#read
    this.#read = 0
    return read
  }

  override async readStream(streamId: string, range: ReadRange): ReturnType<MemoryStorage['readStream']> {
    this.#read += 1
    return super.readStream(streamId, range)
  }

  override async append(...given: Parameters<MemoryStorage['append']>): Promise<void> {
    await this.beforeAppend()
    return super.append(...given)
  }
}

/** Opens two stores on one log, as two tabs do. The first one counts its reads. */
export function openTwoTabs() {
  const storage = new CountingStorage('two tabs')
  const here = untilTheEnd(createEventStore<PurseEvent>(storage))
  const there = untilTheEnd(createEventStore<PurseEvent>(new MemoryStorage('two tabs', storage)))
  return { storage, here, there }
}

/** Fails if a command waits, or needs a second try. */
export const once = {
  tries: 1,
  delay: (): number => {
    throw new Error('The command waited.')
  },
}
