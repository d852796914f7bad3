import { type EventStore, exportJsonl, importJsonl, replaceFromJsonl } from 'rewindable'
import { createEventStore, MemoryStorage, type StagingStorage } from 'rewindable/adapter'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import { beforeNextTask } from '../before-next-task.ts'
import { SlowStorage } from '../log/slow-storage.ts'
import { newName, places, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

const reason = new Error('aborted by the test')

/** Returns a stream that delivers the beginning of a file and then neither continues nor ends. */
function stalling(start: string): { source: ReadableStream<Uint8Array>; stalled: Promise<void>; cancelled: unknown[] } {
  const cancelled: unknown[] = []
  let tell = (): void => {}
  const stalled = new Promise<void>((resolve) => {
    tell = resolve
  })
  let chunks = [new TextEncoder().encode(start)]
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const [chunk] = chunks
        chunks = []
        if (chunk) return controller.enqueue(chunk)
        tell()
        return new Promise<void>(() => {})
      },
      cancel: (why) => void cancelled.push(why),
    },
    { highWaterMark: 0 },
  )
  return { source, stalled, cancelled }
}

/** A text that ends in the middle of the second line. */
async function halfOfAFile(store: EventStore<BankEvent>): Promise<string> {
  await store.append(
    's',
    upTo(2).map((amount) => moneyDeposited(amount)),
  )
  return (await new Response(exportJsonl(store)).text()).slice(0, -20)
}

describe.each(places)('an import whose source stalls in the middle of a line, in $place', ({ open }) => {
  test('aborting an import with a stalled source rejects with the reason and cancels the source', async () => {
    const half = await halfOfAFile(await open<BankEvent>(newName()))
    const store = await open<BankEvent>(newName())
    const { source, stalled, cancelled } = stalling(half)
    const controller = new AbortController()
    const importing = importJsonl(store, source, { signal: controller.signal })
    await stalled
    controller.abort(reason)
    expect(await rejectionOf(importing)).toBe(reason)
    expect(cancelled).toEqual([reason])
    expect(await store.lastPosition()).toBe(0)
  })

  test('closing the store rejects an import with a stalled source and cancels the source', async () => {
    const half = await halfOfAFile(await open<BankEvent>(newName()))
    const name = newName()
    const store = await open<BankEvent>(name)
    const { source, stalled, cancelled } = stalling(half)
    const importing = importJsonl(store, source)
    await stalled
    const closing = store.close()
    expect(await rejectionOf(importing)).toMatchObject({ code: 'StoreClosed' })
    await closing
    expect(cancelled).toMatchObject([{ code: 'StoreClosed' }])
    expect(await (await open<BankEvent>(name)).lastPosition()).toBe(0)
  })

  test('an import whose signal is already aborted rejects immediately and does not read the source', async () => {
    const store = await open<BankEvent>(newName())
    const { source, cancelled } = stalling('')
    expect(await rejectionOf(importJsonl(store, source, { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect([source.locked, cancelled]).toEqual([false, []])
  })
})

test.each(places)(
  'an import that is aborted in onProgress after the last line writes nothing, in $place',
  async ({ open }) => {
    const source = await open<BankEvent>(newName())
    await source.append('s', moneyDeposited(1))
    const store = await open<BankEvent>(newName())
    const controller = new AbortController()
    const onProgress = (): void => controller.abort(reason)
    const importing = importJsonl(store, exportJsonl(source), { onProgress, signal: controller.signal })
    expect(await rejectionOf(importing)).toBe(reason)
    expect(await store.lastPosition()).toBe(0)
  },
)

test('closing a store waits for staged events that are moving into the log, and the import resolves', async () => {
  const source = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage(newName())))
  await source.append('s', moneyDeposited(1))
  const storage = new HeldStorage(newName())
  const store = untilTheEnd(createEventStore<BankEvent>(storage))
  const order: string[] = []
  const importing = importJsonl(store, exportJsonl(source)).then((result) => order.push(`imported ${result.imported}`))
  await storage.isPublishing
  const closing = store.close().then(() => order.push('closed'))
  storage.publish()
  await Promise.all([importing, closing])
  expect(order).toEqual(['imported 1', 'closed'])
})

/** A storage that moves an import into the log only after `publish` is called. */
class HeldStorage extends MemoryStorage {
  publish = (): void => {}
  #tell = (): void => {}
  readonly isPublishing = new Promise<void>((resolve) => {
    this.#tell = resolve
  })

  override async openStaging(): Promise<StagingStorage> {
    const staging = await super.openStaging()
    const held = new Promise<void>((resolve) => {
      this.publish = resolve
    })
    return {
      add: (...staged) => staging.add(...staged),
      drop: (importId) => staging.drop(importId),
      replace: (importId, events) => staging.replace(importId, events),
      publish: async (importId, events) => {
        this.#tell()
        await held
        return staging.publish(importId, events)
      },
    }
  }
}

type Step = 'openStaging' | 'add' | 'drop'

/** A storage whose staging area does not answer from a given step on. */
class StuckStorage extends MemoryStorage {
  readonly #stuckAt: Step
  #tell = (): void => {}
  readonly isStuck = new Promise<void>((resolve) => {
    this.#tell = resolve
  })

  constructor(stuckAt: Step) {
    super(newName())
    this.#stuckAt = stuckAt
  }

  override async openStaging(): Promise<StagingStorage> {
    const staging = await super.openStaging()
    if (this.#stuckAt === 'openStaging') await this.#never()
    return {
      add: (...staged) => (this.#stuckAt === 'drop' ? staging.add(...staged) : this.#never()),
      drop: (importId) => (this.#stuckAt === 'drop' || importId !== undefined ? this.#never() : staging.drop(importId)),
      replace: (importId, events) => staging.replace(importId, events),
      publish: (importId, events) => staging.publish(importId, events),
    }
  }

  #never(): Promise<void> {
    this.#tell()
    return new Promise(() => {})
  }
}

describe.each([importJsonl, replaceFromJsonl])('%s while the staging area does not answer', (call) => {
  const steps: readonly Step[] = ['openStaging', 'drop', 'add']

  async function stuckAt(step: Step) {
    const source = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage(newName())))
    await source.append('s', moneyDeposited(1))
    const file = await new Response(exportJsonl(source)).text()
    const storage = new StuckStorage(step)
    return { store: untilTheEnd(createEventStore<BankEvent>(storage)), file, isStuck: storage.isStuck }
  }

  test.each(steps)('aborting at the step %s rejects immediately with the reason', async (step) => {
    const { store, file, isStuck } = await stuckAt(step)
    const controller = new AbortController()
    const importing = rejectionOf(call(store, file, { signal: controller.signal }))
    await isStuck
    controller.abort(reason)
    expect(await beforeNextTask(importing)).toBe(reason)
    expect(await store.lastPosition()).toBe(0)
  })

  test.each(steps)('closing the store at the step %s rejects with StoreClosed without waiting', async (step) => {
    const { store, file, isStuck } = await stuckAt(step)
    const importing = rejectionOf(call(store, file))
    await isStuck
    await beforeNextTask(store.close())
    expect(await beforeNextTask(importing)).toMatchObject({ code: 'StoreClosed' })
  })
})

test('aborting an import while the log does not return its end rejects immediately with the reason', async () => {
  const storage = new SlowStorage(newName())
  const store = untilTheEnd(createEventStore<BankEvent>(storage))
  storage.answersReads = false
  const controller = new AbortController()
  const importing = rejectionOf(importJsonl(store, '', { signal: controller.signal }))
  await storage.isStuck
  controller.abort(reason)
  expect(await beforeNextTask(importing)).toBe(reason)
})
