import fc from 'fast-check'
import type { EventStore } from 'rewindable'
import { type CommandResult, handleCommand, handleCommands } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, NotEnough, type Purse, type PurseCommand, type PurseEvent, purse, putIn, spend } from './purse.ts'
import { storeWith } from './store-with.ts'

const runs = 'document' in globalThis ? 30 : 60

const streamId = fc.constantFrom('purse:a', 'purse:b', 'purse:c')
const command: fc.Arbitrary<PurseCommand> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 9 }).map((amount) => putIn(amount)) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 25 }).map((amount) => spend(amount)) },
  { weight: 1, arbitrary: fc.constant(putIn()) },
)
const part = fc.record({ streamId, command })
const commandId = fc.option(fc.constantFrom('c1', 'c2', 'c3'), { nil: undefined })
const tab = fc.nat({ max: 1 })
const parts = fc.uniqueArray(part, { minLength: 1, maxLength: 2, selector: (one) => one.streamId })
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('commands' as const), tab, parts, commandId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('append' as const), tab, streamId }) },
)
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never
type Outcome = readonly CommandResult<Purse, PurseEvent>[] | 'too few' | undefined

async function run(store: EventStore<PurseEvent>, action: Action): Promise<Outcome> {
  if (action.kind === 'append') {
    await store.append(action.streamId, moneyPutIn(1))
    return undefined
  }
  const id = action.commandId === undefined ? {} : { commandId: action.commandId }
  try {
    return await handleCommands(store, purse, action.parts, { ...id, tries: 1_000, delay: () => 0 })
  } catch (error) {
    if (error instanceof NotEnough) return 'too few'
    throw error
  }
}

/** Returns an outcome without the ids and times of its events. */
function shape(outcome: Outcome): unknown {
  if (typeof outcome !== 'object') return outcome
  return outcome.map((result) => ({
    ...result,
    events: result.events.map(({ streamVersion, globalPosition, type, data }) => [
      streamVersion,
      globalPosition,
      type,
      data,
    ]),
  }))
}

describe.each(places)('random commands from two tabs, in $place', ({ open }) => {
  test('commands one after another have the results that they have without remembered states', async () => {
    const property = fc.asyncProperty(fc.array(action, { maxLength: 30, size: 'max' }), async (actions) => {
      const outcomes: unknown[][] = []
      for (const remembers of [true, false]) {
        const name = newName()
        const opened = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
        const tabs = remembers ? opened : opened.map((store) => storeWith(store, {}))
        const found: unknown[] = []
        for (const action of actions) found.push(shape(await run(tabs[action.tab] ?? expect.fail(), action)))
        outcomes.push(found)
        for (const store of opened) await store.close()
      }
      expect(outcomes[0]).toEqual(outcomes[1])
    })
    await fc.assert(property, { numRuns: runs })
  }, 120_000)

  test('concurrent commands lose no update, and each version is decided once', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.array(action, { maxLength: 8 }), { maxLength: 4, size: 'max' }),
      async (rounds) => {
        const name = newName()
        const tabs = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
        const results: CommandResult<Purse, PurseEvent>[] = []
        for (const round of rounds) {
          const outcomes = round.map((action) => run(tabs[action.tab] ?? expect.fail(), action))
          for (const outcome of await Promise.all(outcomes)) if (typeof outcome === 'object') results.push(...outcome)
        }
        await check(tabs[0] ?? expect.fail(), results)
        for (const store of tabs) await store.close()
      },
    )
    await fc.assert(property, { numRuns: runs })
  }, 120_000)
})

/** Compares the results with a fold over the log. */
async function check(store: EventStore<PurseEvent>, results: CommandResult<Purse, PurseEvent>[]): Promise<void> {
  const money = new Map<string, number[]>()
  for await (const { streamId, type, data } of store.readAll()) {
    const before = money.get(streamId) ?? [0]
    const next = (before.at(-1) ?? 0) + (type === 'MoneyPutIn' ? data.amount : -data.amount)
    expect(next).toBeGreaterThanOrEqual(0)
    money.set(streamId, [...before, next])
  }
  const decided = new Set<string>()
  for (const { streamId, version, state, events, duplicate } of results) {
    expect(state.money).toBe((money.get(streamId) ?? [0])[version])
    if (duplicate) continue
    for (const { streamVersion } of events) {
      expect(decided).not.toContain(`${streamId} ${streamVersion}`)
      decided.add(`${streamId} ${streamVersion}`)
    }
    if (events.length > 0) expect(events.at(-1)?.streamVersion).toBe(version)
  }
  for (const [streamId, totals] of money) {
    expect((await handleCommand(store, purse, streamId, putIn())).state.money).toBe(totals.at(-1))
  }
}
