import { createEventStore } from 'rewindable/adapter'
import { handleCommand } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { beforeNextTask } from '../before-next-task.ts'
import { SlowStorage } from '../log/slow-storage.ts'
import { newName, places, untilTheEnd } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent, purse, putIn } from './purse.ts'
import { beforeEachAppend } from './store-with.ts'

const ada = 'purse:ada'
const useEveryFunction = 86_400_000

test('aborting a command while the database does not answer rejects immediately with the reason', async () => {
  const storage = new SlowStorage(newName())
  const store = untilTheEnd(createEventStore<PurseEvent>(storage))
  storage.answersReads = false
  const controller = new AbortController()
  const handling = handleCommand(store, purse, ada, putIn(1), { signal: controller.signal })
  await storage.isStuck
  const reason = new Error('aborted by the test')
  controller.abort(reason)
  expect(await rejectionOf(beforeNextTask(handling))).toBe(reason)
})

describe.each(places)('a command that waits after a conflict, in $place', ({ open }) => {
  test('a command that waits for its next try rejects with StoreClosed when the store is closed', async () => {
    const store = await open<PurseEvent>(newName())
    const contested = beforeEachAppend(store, () => store.append(ada, moneyPutIn(1)))
    const closing: Promise<void>[] = []
    const delay = (): number => {
      closing.push(store.close())
      return useEveryFunction
    }
    const handling = handleCommand(contested, purse, ada, putIn(1), { delay })
    expect(await rejectionOf(handling)).toMatchObject({ code: 'StoreClosed' })
    await Promise.all(closing)
  })
})

test('aborting a command during the lookup of its command id rejects immediately with the reason', async () => {
  const storage = new SlowStorage(newName())
  const store = untilTheEnd(createEventStore<PurseEvent>(storage))
  const controller = new AbortController()
  let tell = (): void => {}
  const isAsked = new Promise<void>((resolve) => {
    tell = resolve
  })
  storage.view = () => {
    tell()
    return new Promise(() => {})
  }
  const handling = handleCommand(store, purse, ada, putIn(1), { commandId: 'put in 1', signal: controller.signal })
  await isAsked
  const reason = new Error('aborted by the test')
  controller.abort(reason)
  expect(await rejectionOf(beforeNextTask(handling))).toBe(reason)
})
