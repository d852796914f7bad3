import { AggregateRoot, type ApplyHandlers } from 'rewindable/model'
import { recordedEvents } from 'rewindable/testing'
import { expect, test } from 'vitest'
import { elephpantAdopted, type HerdEvent, herdFormed } from '../../examples/herd.ts'

/** Lists each event that it applies. It has no handler for `HerdFormed`, because no rule needs that event. */
class TellingHerd extends AggregateRoot<HerdEvent> {
  readonly applied: string[] = []

  protected override readonly when: ApplyHandlers<HerdEvent> = {
    ElephpantAdopted: ({ data }) => void this.applied.push(data.breed),
  }

  form(): void {
    this.recordThat(herdFormed('Savanna'))
  }

  adopt(breed: string): void {
    this.recordThat(elephpantAdopted(breed))
  }

  adoptUnderId(breed: string, id: string): void {
    this.recordThat({ ...elephpantAdopted(breed), id })
  }

  hear(type: string): void {
    this.recordThat({ ...elephpantAdopted('Blue'), type } as HerdEvent)
  }
}

const history = recordedEvents('herd:1', [herdFormed('Savanna'), elephpantAdopted('Blue')])

test('recordThat applies an event, and releaseEvents returns that event exactly once', () => {
  const herd = new TellingHerd('herd:1')
  herd.adopt('Blue')
  herd.adopt('Purple')
  expect(herd.applied).toEqual(['Blue', 'Purple'])
  expect(herd.unreleasedEvents).toEqual([elephpantAdopted('Blue'), elephpantAdopted('Purple')])
  expect(herd.releaseEvents()).toEqual([elephpantAdopted('Blue'), elephpantAdopted('Purple')])
  expect(herd.releaseEvents()).toEqual([])
  expect(herd.unreleasedEvents).toEqual([])
})

test('applyHistory applies events and records none', () => {
  const herd = new TellingHerd('herd:1')
  herd.applyHistory(history)
  expect(herd.applied).toEqual(['Blue'])
  expect(herd.unreleasedEvents).toEqual([])
  expect(herd.releaseEvents()).toEqual([])
  expect(herd.version).toBe(2)
})

test('recordThat records an event that has no handler', () => {
  const herd = new TellingHerd('herd:1')
  herd.form()
  expect(herd.applied).toEqual([])
  expect(herd.releaseEvents()).toEqual([herdFormed('Savanna')])
})

test('an event type such as "constructor" finds no inherited handler', () => {
  const herd = new TellingHerd('herd:1')
  for (const type of ['constructor', 'toString', '__proto__']) herd.hear(type)
  expect([herd.applied, herd.unreleasedEvents.length]).toEqual([[], 3])
})

test('recordThat does not record an event whose handler throws', () => {
  class Broken extends TellingHerd {
    protected override readonly when: ApplyHandlers<HerdEvent> = {
      ElephpantAdopted: () => {
        throw new RangeError('the quota is exceeded')
      },
    }
  }
  const herd = new Broken('herd:1')
  expect(() => herd.adopt('Blue')).toThrow(RangeError)
  expect(herd.unreleasedEvents).toEqual([])
})

test('the version of an aggregate counts history and released events', () => {
  const herd = new TellingHerd('herd:1')
  expect([herd.streamId, herd.version]).toEqual(['herd:1', 0])
  herd.applyHistory(history)
  herd.adopt('Purple')
  expect(herd.version).toBe(2)
  herd.releaseEvents()
  expect(herd.version).toBe(3)
})

test('releaseEvents(1) releases only the oldest recorded event', () => {
  const herd = new TellingHerd('herd:1')
  herd.adopt('Blue')
  herd.adopt('Purple')
  expect(herd.releaseEvents(1)).toEqual([elephpantAdopted('Blue')])
  expect([herd.version, herd.unreleasedEvents]).toEqual([1, [elephpantAdopted('Purple')]])
})

test('a recorded event keeps the id from the caller', () => {
  const herd = new TellingHerd('herd:1')
  herd.adoptUnderId('Blue', 'from-another-system')
  expect(herd.releaseEvents()).toEqual([{ ...elephpantAdopted('Blue'), id: 'from-another-system' }])
})

test('unreleasedEvents returns a copy of the list', () => {
  const herd = new TellingHerd('herd:1')
  const before = herd.unreleasedEvents
  herd.adopt('Blue')
  expect([before, herd.unreleasedEvents.length]).toEqual([[], 1])
})
