import { LiveProjection } from 'rewindable'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { losing, replaceBroadcastChannel } from '../faults/broadcast-channels.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { depositPositions } from './telling-projections.ts'

test.each([
  ['visibilitychange', () => document],
  ['pageshow', () => window],
] as const)('a tab without notifications reads the log on %s', async (event, target) => {
  replaceBroadcastChannel(losing)
  const name = newName()
  const [here, there] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name, { pollInterval: 0 })]
  const live = new LiveProjection(there, depositPositions)
  await eventually(() => expect(live.status).toBe('live'))
  await here.append('s', moneyDeposited(1))
  target().dispatchEvent(new Event(event))
  await eventually(() => expect(live.state).toEqual([1]))
  live.stop()
})

test('a tab sends its delayed notification to the other tabs before the tab is hidden', async () => {
  const messages: unknown[] = []
  replaceBroadcastChannel((message) => messages.push(message))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const name = newName()
  const [here, there] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name)]
  for (const amount of [1, 2, 3]) await here.append('s', moneyDeposited(amount))
  expect(messages).toEqual([{ logId: there.logId, lastPosition: 1 }])
  window.dispatchEvent(new Event('pagehide'))
  expect(messages).toEqual([1, 3].map((lastPosition) => ({ logId: there.logId, lastPosition })))
})
