import { type DomainEvent, defineProjection, openEventStore } from 'rewindable'
import { handleCommand, startReactor } from 'rewindable/model'
import { storageContract } from 'rewindable/testing'
import { Timeline } from 'rewindable/time-travel'

/** The number of cases that passed, and the problems of the others. */
export type Outcome = { readonly held: number; readonly failed: readonly string[] }

/** Runs the functions of each import path, including code that is loaded on demand. */
export async function runWholeLibrary(): Promise<Outcome> {
  const failed: string[] = []
  let held = 0
  const cases = [
    ...(await storageContract(openEventStore)),
    { name: 'model', run: decideAndReact },
    { name: 'time-travel', run: goBack },
  ]
  for (const { name, run } of cases) {
    try {
      await run()
      held += 1
    } catch (error) {
      failed.push(`${name}: ${error}`)
    }
  }
  return { held, failed }
}

const sum = defineProjection<number, DomainEvent>({
  name: 'sum',
  initialState: () => 0,
  when: { Deposited: (sum, { data }) => sum + Number(data) },
})

async function decideAndReact(): Promise<void> {
  const store = await openEventStore(`policy-${crypto.randomUUID()}`)
  const decider = { ...sum, decide: (amount: number) => ({ type: 'Deposited', data: amount }) }
  await new Promise<void>((resolve) => {
    startReactor(store, { name: 'reactor', when: { Deposited: () => resolve() } }, { fromPosition: 1 })
    handleCommand(store, decider, 's', 5, { snapshots: { every: 1 } })
  })
  await store.close()
}

async function goBack(): Promise<void> {
  const store = await openEventStore(`policy-${crypto.randomUUID()}`)
  await store.append(
    's',
    [1, 2, 3].map((data) => ({ type: 'Deposited', data })),
  )
  const timeline = new Timeline(store, sum)
  await timeline.seek(2)
  const { state } = timeline.getSnapshot()
  timeline.stop()
  await store.close()
  if (state !== 3) throw new Error(`Expected the sum 3 after two events, found ${state}`)
}
