import { LiveProjection, Projection, reconstructState } from 'rewindable'
import { defineDecider, handleCommand } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { type PurseEvent, purse, putIn, spend } from './purse.ts'

describe.each(places)('a decider as a projection, in $place', ({ open }) => {
  test('Projection folds a decider and stores its snapshots', async () => {
    const store = await open<PurseEvent>(newName())
    await handleCommand(store, purse, 'purse:ada', putIn(100, 20))
    const projection = new Projection(store, purse)
    expect(await projection.catchUp()).toBe(2)
    expect(projection.state).toEqual({ money: 120 })
    await projection.saveSnapshot()
    const other = new Projection(store, purse)
    expect(await other.loadSnapshot()).toBe(true)
    expect(other.state).toEqual({ money: 120 })
  })

  test('LiveProjection folds a decider', async () => {
    const store = await open<PurseEvent>(newName())
    const live = new LiveProjection(store, purse)
    await handleCommand(store, purse, 'purse:ada', putIn(100))
    await handleCommand(store, purse, 'purse:ada', spend(30))
    await eventually(() => expect(live.state).toEqual({ money: 70 }))
    live.stop()
  })

  test('reconstructState folds a decider over one stream up to any version', async () => {
    const store = await open<PurseEvent>(newName())
    await handleCommand(store, purse, 'purse:ada', putIn(100))
    await handleCommand(store, purse, 'purse:grace', putIn(5))
    await handleCommand(store, purse, 'purse:ada', spend(30))
    expect(await reconstructState(store, purse, { streamId: 'purse:ada' })).toEqual({ money: 70 })
    expect(await reconstructState(store, purse, { streamId: 'purse:ada', atVersion: 1 })).toEqual({ money: 100 })
  })
})

test('a decider without a name or with a version below 1 throws InvalidArgument', async () => {
  const define = async (changes: object): Promise<unknown> => defineDecider({ ...purse, ...changes })
  expect(await rejectionOf(define({ name: '' }))).toMatchObject({ code: 'InvalidArgument', argument: 'name' })
  expect(await rejectionOf(define({ version: 0 }))).toMatchObject({ code: 'InvalidArgument', argument: 'version' })
  expect(defineDecider(purse)).toBe(purse)
})
