import { openMemoryEventStore, Projection } from 'rewindable'
import { expect, test } from 'vitest'
import {
  breeds,
  elephpantAbandoned,
  elephpantAdopted,
  type HerdEvent,
  herdFormed,
  herdStream,
} from '../../examples/herd.ts'

test('a herd counts its elephpants by breed', async () => {
  const store = await openMemoryEventStore<HerdEvent>()
  await store.append(herdStream('savanna'), [
    herdFormed('Savanna'),
    elephpantAdopted('Blue'),
    elephpantAdopted('Purple'),
    elephpantAdopted('Blue'),
    elephpantAbandoned('Purple'),
  ])
  const projection = new Projection(store, breeds)
  expect(await projection.catchUp()).toBe(5)
  expect(projection.state).toEqual({ Blue: 2, Purple: 0 })
})
