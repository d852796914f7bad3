import { upTo } from '../../projection/telling-projections.ts'
import type { Scenario } from './scenario.ts'
import { deposit, idsOf } from './trial.ts'

export const appending: readonly Scenario[] = [
  {
    name: 'appending with an expected version and a command',
    run: async (trial, store) => {
      let version = 0
      for (const command of ['first', 'second', 'third']) {
        const options = { expectedVersion: version, commandId: command }
        const events = await trial.append(store, 's', [deposit(1)], options)
        if (!events) return
        version += events.length
      }
    },
  },
  {
    name: 'appending without a command',
    before: (trial, store) => trial.append(store, 's', [deposit(1)]),
    run: async (trial, store) => {
      for (const amount of [2, 3]) await trial.append(store, 's', [deposit(amount)])
    },
  },
  {
    name: 'appending more than a record holds',
    run: async (trial, store) => {
      const note = 'n'.repeat(1_000)
      const events = upTo(120).map((amount) => deposit(amount, note))
      await trial.append(store, 's', events, { expectedVersion: 'noStream', commandId: 'large' })
    },
  },
  {
    name: 'a batch over two streams',
    before: (trial, store) => trial.append(store, 'a', [deposit(1)]),
    run: async (trial, store) => {
      const [first, second] = [[deposit(2), deposit(3)], [deposit(4)]]
      const appends = [
        { streamId: 'a', events: first, expectedVersion: 1 },
        { streamId: 'b', events: second, expectedVersion: 'noStream' },
      ] as const
      const write = async () =>
        (await store.appendBatch(appends, { commandId: 'batch' })).flatMap(({ events }) => events)
      await trial.write('the batch', idsOf([...first, ...second]), write, true)
    },
  },
  {
    name: 'twenty concurrent appends',
    run: async (trial, store) => {
      const appends = upTo(20).map((amount) => {
        const options = amount % 2 === 0 ? { commandId: `command ${amount}` } : {}
        return trial.append(store, `s${amount % 3}`, [deposit(amount)], options)
      })
      await Promise.all(appends)
    },
  },
  {
    name: 'appending beside another tab',
    run: async (trial, store) => {
      const other = await trial.openSound()
      const others: Promise<void>[] = []
      for (const amount of upTo(3)) {
        const theirs = deposit(amount)
        // Not awaited, because the fault may also block the appends of the other tab.
        others.push(other.append('s', theirs).then(({ events }) => trial.recordStored('their append', events)))
        await trial.append(store, 's', [deposit(amount)], { commandId: `command ${amount}` })
      }
      const settled = Promise.allSettled(others)
      return async () => {
        for (const one of await settled) if (one.status === 'rejected') trial.flag(`their append: ${one.reason}`)
      }
    },
  },
]
