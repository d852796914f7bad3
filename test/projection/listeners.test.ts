import { LiveProjection, Projection } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { breakableTotal, depositPositions } from './telling-projections.ts'

describe('listeners of a live projection', () => {
  function openMany() {
    const store = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage(newName()), { pollInterval: 0 }))
    const live = new LiveProjection(store, depositPositions)
    onTestFinished(() => live.stop())
    return { store, live }
  }

  test('after a listener stops a live projection, no listener receives further events', async () => {
    const { store, live } = openMany()
    const received: string[] = []
    for (const name of ['change', 'progress', 'error', 'status'] as const) {
      live.addEventListener(name, () => void received.push(name))
    }
    live.addEventListener('change', () => live.stop())
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    await eventually(() => expect(live.status).toBe('stopped'))
    const atStop = [...received]
    expect(atStop.slice(-2)).toEqual(['change', 'status'])
    await store.append('s', moneyDeposited(3))
    await new Projection(store, depositPositions).catchUp()
    expect(received).toEqual(atStop)
  })

  test('a listener that stops a live projection after a failed handler receives no error event', async () => {
    const store = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage(newName()), { pollInterval: 0 }))
    await store.append('s', [moneyDeposited(1), moneyDeposited(3)])
    const live = new LiveProjection(store, breakableTotal(3).definition)
    const received: unknown[] = []
    for (const name of ['error', 'status'] as const) live.addEventListener(name, ({ detail }) => received.push(detail))
    live.addEventListener('change', () => live.stop())
    await eventually(() => expect(live.status).toBe('stopped'))
    expect(received).toEqual(['stopped'])
  })

  test('a listener may stop, rebuild and restart a live projection', async () => {
    const { store, live } = openMany()
    let isRebuilt = false
    live.addEventListener('change', () => {
      if (isRebuilt) return
      isRebuilt = true
      live.stop()
      void live.rebuild()
    })
    await store.append('s', moneyDeposited(1))
    await store.append('s', moneyDeposited(2))
    await eventually(() => expect([live.status, live.state]).toEqual(['live', [1, 2]]))
  })

  test('a status listener may restart a live projection while it stops', async () => {
    const { store, live } = openMany()
    await live.catchUp()
    live.addEventListener('status', ({ detail }) => detail === 'stopped' && live.subscribe(() => {}), { once: true })
    live.stop()
    expect(live.status).toBe('catching up')
    await store.append('s', moneyDeposited(1))
    await eventually(() => expect([live.status, live.state]).toEqual(['live', [1]]))
  })

  test('a status listener may stop a live projection while it starts', async () => {
    const { store, live } = openMany()
    live.stop()
    live.addEventListener('status', ({ detail }) => detail === 'catching up' && live.stop())
    expect(await live.catchUp()).toBe(0)
    await store.append('s', moneyDeposited(1))
    expect([live.status, live.state]).toEqual(['stopped', []])
  })

  test('a subscriber may stop a live projection during its first, immediate call', async () => {
    const { live } = openMany()
    live.stop()
    live.subscribe(() => live.stop())
    expect(live.status).toBe('stopped')
  })

  test('a subscriber may add another subscriber and remove itself', async () => {
    const { store, live } = openMany()
    const seen: [string, number][] = []
    const undo = live.subscribe((state) => {
      seen.push(['first', state.length])
      if (state.length === 0) return
      undo()
      live.subscribe((state) => void seen.push(['second', state.length]))
    })
    await store.append('s', moneyDeposited(1))
    await eventually(() => expect(live.state).toEqual([1]))
    await store.append('s', moneyDeposited(2))
    await eventually(() => expect(live.state).toEqual([1, 2]))
    expect(seen.filter(([who]) => who === 'first')).toEqual([
      ['first', 0],
      ['first', 1],
    ])
    expect(seen.at(-1)).toEqual(['second', 2])
  })
})
