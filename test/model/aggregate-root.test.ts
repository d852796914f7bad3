import { AggregateRoot, type ApplyHandlers } from 'rewindable/model'
import { recordedEvents } from 'rewindable/testing'
import { expect, test } from 'vitest'
import { elephpantAdopted, type HerdEvent, herdFormed } from '../../examples/herd.ts'

/** Tells of each event that it applies. It has no handler for being formed: no rule of its needs that. */
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

test('what is recorded is applied and remembered, until it is released, once', () => {
  const herd = new TellingHerd('herd:1')
  herd.adopt('Blue')
  herd.adopt('Purple')
  expect(herd.applied).toEqual(['Blue', 'Purple'])
  expect(herd.unreleasedEvents).toEqual([elephpantAdopted('Blue'), elephpantAdopted('Purple')])
  expect(herd.releaseEvents()).toEqual([elephpantAdopted('Blue'), elephpantAdopted('Purple')])
  expect(herd.releaseEvents()).toEqual([])
  expect(herd.unreleasedEvents).toEqual([])
})

test('history is applied without being recorded again', () => {
  const herd = new TellingHerd('herd:1')
  herd.applyHistory(history)
  expect(herd.applied).toEqual(['Blue'])
  expect(herd.unreleasedEvents).toEqual([])
  expect(herd.releaseEvents()).toEqual([])
  expect(herd.version).toBe(2)
})

test('an event without a handler is recorded all the same', () => {
  const herd = new TellingHerd('herd:1')
  herd.form()
  expect(herd.applied).toEqual([])
  expect(herd.releaseEvents()).toEqual([herdFormed('Savanna')])
})

test('an event whose type is the name of something that every object has finds no handler', () => {
  const herd = new TellingHerd('herd:1')
  for (const type of ['constructor', 'toString', '__proto__']) herd.hear(type)
  expect([herd.applied, herd.unreleasedEvents.length]).toEqual([[], 3])
})

test('an event that cannot be applied is not recorded', () => {
  class Broken extends TellingHerd {
    protected override readonly when: ApplyHandlers<HerdEvent> = {
      ElephpantAdopted: () => {
        throw new RangeError('no room')
      },
    }
  }
  const herd = new Broken('herd:1')
  expect(() => herd.adopt('Blue')).toThrow(RangeError)
  expect(herd.unreleasedEvents).toEqual([])
})

test('the version counts what is stored: history, and what was released', () => {
  const herd = new TellingHerd('herd:1')
  expect([herd.streamId, herd.version]).toEqual(['herd:1', 0])
  herd.applyHistory(history)
  herd.adopt('Purple')
  expect(herd.version).toBe(2)
  herd.releaseEvents()
  expect(herd.version).toBe(3)
})

test('the oldest of the new events may be released alone', () => {
  const herd = new TellingHerd('herd:1')
  herd.adopt('Blue')
  herd.adopt('Purple')
  expect(herd.releaseEvents(1)).toEqual([elephpantAdopted('Blue')])
  expect([herd.version, herd.unreleasedEvents]).toEqual([1, [elephpantAdopted('Purple')]])
})

test('an event keeps the id it was recorded with', () => {
  const herd = new TellingHerd('herd:1')
  herd.adoptUnderId('Blue', 'from-another-system')
  expect(herd.releaseEvents()).toEqual([{ ...elephpantAdopted('Blue'), id: 'from-another-system' }])
})

test('the list of unreleased events is a copy', () => {
  const herd = new TellingHerd('herd:1')
  const before = herd.unreleasedEvents
  herd.adopt('Blue')
  expect([before, herd.unreleasedEvents.length]).toEqual([[], 1])
})
