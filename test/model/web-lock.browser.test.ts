import { expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import type { PurseEvent } from './purse.ts'
import { recordDeposits } from './reactors.ts'

test('in a browser, the running reactor holds a Web Lock and the waiting one is queued for it', async () => {
  const name = newName()
  const [here, there] = [await inIndexedDB<PurseEvent>(name), await inIndexedDB<PurseEvent>(name)]
  const [first, second] = [recordDeposits(here), recordDeposits(there)]
  const lock = `rewindable:${here.logId}:noting:work`
  const named = (locks: readonly LockInfo[] = []): number => locks.filter(({ name }) => name === lock).length

  await eventually(() => expect(first.reactor.status).toBe('running'))
  await eventually(async () => {
    const { held, pending } = await navigator.locks.query()
    expect([named(held), named(pending)]).toEqual([1, 1])
  })
  await second.reactor.stop()
  await first.reactor.stop()
  const after = await navigator.locks.query()
  expect([named(after.held), named(after.pending)]).toEqual([0, 0])
})
