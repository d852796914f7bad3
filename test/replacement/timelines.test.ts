import { type EventStore, importJsonl, positionAtTime, replaceFromJsonl } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { newName, places } from '../open-stores.ts'
import { fileOf } from './two-tabs.ts'

const many = 3_000

describe.each(places)('timelines during a replacement in $place', ({ open }) => {
  async function openTimeline(replaceAt: () => boolean) {
    const store = await open<BankEvent>(newName())
    const old = Array.from({ length: many }, () => 1)
    await importJsonl(store, await fileOf(old, many))
    const file = await fileOf(Array.from({ length: 20 }, () => 100))
    let replaced: Promise<unknown> | undefined
    const replace = () => {
      replaced ??= replaceFromJsonl(store, file)
      return replaced
    }
    const reading: EventStore<BankEvent> = storeWith(store, {
      readBatches: async function* (range) {
        for await (const page of store.readBatches(range)) {
          if (replaceAt()) await replace()
          yield page
        }
      },
    })
    const timeline = new Timeline(reading, balance, { wait: async () => {} })
    onTestFinished(() => timeline.stop())
    await eventually(() => expect(timeline.getSnapshot().position).toBe(many))
    await timeline.prepared()
    return { store, timeline, wasReplaced: () => replaced !== undefined }
  }

  test('a step of a timeline during a replacement uses only the new log', async () => {
    let isDue = false
    const { timeline, wasReplaced } = await openTimeline(() => isDue)
    await timeline.seek(0)
    timeline.filter({ where: ({ data }) => 'amount' in data && data.amount === 100 })
    isDue = true
    expect(await timeline.step()).toBe(true)
    expect(wasReplaced()).toBe(true)
    expect(timeline.getSnapshot()).toMatchObject({ position: 1, state: 100, error: undefined })
  })

  test('lastChange during a replacement finds an event of the new log', async () => {
    let isDue = false
    const { timeline, wasReplaced } = await openTimeline(() => isDue)
    isDue = true
    const event = await timeline.lastChange([], many)
    expect(wasReplaced()).toBe(true)
    expect(event).toMatchObject({ globalPosition: 20, data: { amount: 100 } })
  })

  test('diff during a replacement compares two states of the same log', async () => {
    let isDue = false
    const { timeline, wasReplaced } = await openTimeline(() => isDue)
    await timeline.stateAt(1_501)
    isDue = true
    const changes = await timeline.diff(1_501, 2_200)
    // The replacement happened while the second state was read. The new log ends before both positions.
    expect(wasReplaced()).toBe(true)
    expect(changes).toEqual([])
  })

  test('play continues in the new log after a replacement', async () => {
    let isDue = false
    const { timeline, wasReplaced } = await openTimeline(() => isDue)
    timeline.filter({ where: ({ data }) => 'amount' in data && data.amount === 100 })
    await timeline.seek(1)
    isDue = true
    await timeline.play()
    expect(wasReplaced()).toBe(true)
    expect(timeline.getSnapshot()).toMatchObject({ position: 20, state: 2_000, error: undefined })
  })

  test('seekEvent during a replacement finds an event of the new log by its id', async () => {
    let isDue = false
    const { timeline, wasReplaced } = await openTimeline(() => isDue)
    isDue = true
    const seeking = timeline.seekEvent({ id: 'another event 7' })
    expect(await seeking).toBe(true)
    expect(wasReplaced()).toBe(true)
    expect(timeline.getSnapshot()).toMatchObject({ position: 7, state: 700 })
  })

  test('stateAt returns the last state of the new log for a position beyond its end', async () => {
    const { store, timeline } = await openTimeline(() => false)
    await replaceFromJsonl(store, await fileOf([10, 20]))
    expect(await timeline.stateAt(many)).toBe(30)
  })

  test('positionAtTime during a replacement returns a position of the new log', async () => {
    const name = newName()
    const [store, other] = [await open<BankEvent>(name), await open<BankEvent>(name)]
    await importJsonl(store, await fileOf(Array.from({ length: 600 }, () => 1)))
    const file = await fileOf(Array.from({ length: 900 }, () => 1))
    let replaced: Promise<unknown> | undefined
    const reading = storeWith(other, {
      lastPosition: async () => {
        const position = await other.lastPosition()
        replaced ??= replaceFromJsonl(store, file)
        await replaced
        return position
      },
    })
    expect(await positionAtTime(reading, 8.64e15)).toBe(900)
  })
})
