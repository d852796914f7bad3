import { assertSame } from '../assertions.ts'
import { type CaseBody, deposited, withdrawn } from './contract-case.ts'
import { portRules, underRule } from './port-rules.ts'

/** Cases of the contract about repeated commands. */
export const commandContract: Record<string, CaseBody> = {
  'a repeated command writes nothing and returns the first result, even with a wrong expected version': async ({
    open,
  }) => {
    const store = await open()
    const first = await store.append('s', [deposited(1), deposited(2)], { commandId: 'c', expectedVersion: 0 })
    await store.append('s', deposited(3))
    const repeating = store.append('s', [deposited(1), deposited(2)], { commandId: 'c', expectedVersion: 0 })
    const again = await underRule(portRules.recordedCommands, repeating)
    assertSame(again, { ...first, duplicate: true }, portRules.recordedCommands)
    assertSame((await store.append('s', deposited(9), { commandId: 'c', expectedVersion: 77 })).duplicate, true)
    assertSame(await store.lastPosition(), 3)
    assertSame(
      first.events.map(({ commandId }) => commandId),
      ['c', 'c'],
    )
  },

  'a command that another writer repeats is recorded once': async ({ open }) => {
    const [one, other] = [await open(), await open()]
    await other.append('s', deposited(0))
    const first = await one.append('s', deposited(1), { commandId: 'c' })
    const again = await other.append('s', deposited(1), { commandId: 'c' })
    assertSame(again, { ...first, duplicate: true }, portRules.recordedCommands)
    assertSame(await other.lastPosition(), 2)
  },

  'a command that is repeated while its append is pending is recorded once': async ({ open }) => {
    const stores = [await open(), await open()]
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => stores[index % 2]?.append('s', deposited(1), { commandId: 'c' })),
    )
    const written = results.filter((result) => result?.duplicate === false)
    assertSame(written.length, 1, `${portRules.recordedCommands}. ${portRules.atomicAppend}`)
    assertSame(new Set(results.map((result) => result?.globalPosition)).size, 1)
    assertSame(await stores[0]?.lastPosition(), 1)
  },

  'a command that failed with a conflict is not recorded and can be retried': async ({ open }) => {
    const store = await open()
    const [failed, retried] = await Promise.allSettled([
      store.append('s', deposited(1), { commandId: 'c', expectedVersion: 5 }),
      store.append('s', deposited(1), { commandId: 'c', expectedVersion: 0 }),
    ])
    assertSame([failed?.status, retried?.status], ['rejected', 'fulfilled'])
    assertSame(await store.lastPosition(), 1)
  },

  'a repeated batch with a command id returns a result for each of its streams': async ({ open }) => {
    const store = await open()
    const transfer = [
      { streamId: 'a', events: [withdrawn(5)] },
      { streamId: 'b', events: [deposited(5), deposited(1)] },
    ]
    const first = await store.appendBatch(transfer, { commandId: 'c' })
    await store.append('a', deposited(1))
    const again = await store.appendBatch(transfer, { commandId: 'c' })
    assertSame(
      again,
      first.map((result) => ({ ...result, duplicate: true })),
      portRules.recordedCommands,
    )
  },

  'a repeated command that was stored in several records returns all of its events': async ({ open }) => {
    const store = await open()
    const events = Array.from({ length: 600 }, () => ({ type: 'T', data: { note: 'n'.repeat(400) } }))
    const first = await store.append('s', events, { commandId: 'large' })
    await store.append('s', deposited(1), { commandId: 'next' })
    const again = await store.append('s', events, { commandId: 'large' })
    assertSame(again, { ...first, duplicate: true }, portRules.recordedCommands)
    assertSame((await store.append('s', deposited(1), { commandId: 'next' })).globalPosition, 601)
  },
}
