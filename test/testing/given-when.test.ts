import { defineProjection, type RecordedEvent } from 'rewindable'
import { defineDecider } from 'rewindable/model'
import { fixedClock, recordedEvents, ScenarioFailed, scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { elephpantAdopted, type HerdEvent, herdFormed } from '../../examples/herd.ts'
import { Herd } from '../../examples/herd-aggregate.ts'

type Note = { readonly type: 'Noted'; readonly data: { readonly text: string } }
const noted = (text: string): Note => ({ type: 'Noted', data: { text } })

/** Records the values of its context, or its state. */
const notes = defineDecider<string[], 'note' | 'recall', Note>({
  name: 'notes',
  initialState: () => [],
  when: { Noted: (texts, { data, streamVersion }) => void texts.push(`${data.text} at ${streamVersion}`) },
  decide: (command, texts, { now, newId }) =>
    command === 'recall' ? noted(texts.join(', ')) : [noted(`${newId()} at ${now()}`), noted(newId())],
})

/** Lists the stream, version, position and time of each event. */
const places = defineProjection<string[], HerdEvent>({
  name: 'places',
  initialState: () => [],
  when: {
    HerdFormed: (seen, event) => void seen.push(placeOf(event)),
    ElephpantAdopted: (seen, event) => void seen.push(placeOf(event)),
  },
})

function placeOf({ streamId, streamVersion, globalPosition, recordedAt }: RecordedEvent): string {
  return `${streamId} ${streamVersion}, at ${globalPosition}, ${recordedAt}`
}

describe('given', () => {
  test('new events in `given` follow each other in one stream', () => {
    const then = ['stream 1, at 1, 0', 'stream 2, at 2, 0']
    scenario(places, { given: [herdFormed('Savanna'), elephpantAdopted('Blue')], then })
  })

  test('recorded events in `given` keep their positions, and new events follow them', () => {
    const savanna = recordedEvents<HerdEvent>('herd:savanna', [herdFormed('Savanna')], { position: 7, recordedAt: 9 })
    const jungle = recordedEvents<HerdEvent>('herd:jungle', [herdFormed('Jungle')], { version: 3, position: 8 })
    const then = ['herd:savanna 1, at 7, 9', 'herd:jungle 3, at 8, 0', 'herd:jungle 4, at 9, 0']
    scenario(places, { given: [...savanna, ...jungle, elephpantAdopted('Blue')], then })
  })

  test('`given` is empty by default', () => {
    scenario(() => new Herd('herd:1'), { when: (herd) => herd.form('Savanna'), then: [herdFormed('Savanna')] })
    scenario(notes, { when: 'recall', then: [noted('')] })
  })
})

describe('when', () => {
  test('each of several commands is decided on the events of those before it', () => {
    const then = [noted('a at 1'), noted('a at 1 at 2, a at 1 at 2 at 3')].slice(0, 1)
    scenario(notes, { given: [noted('a')], when: ['recall'], then })
    scenario(notes, {
      given: [noted('a')],
      when: ['recall', 'recall'],
      then: [noted('a at 1'), noted('a at 1, a at 1 at 2')],
    })
  })

  test('by default, `now` returns 0 and ids have a counter', () => {
    const then = [noted('id-1 at 0'), noted('id-2'), noted('id-3 at 0'), noted('id-4')]
    scenario(notes, { when: ['note', 'note'], then, alsoRebuilt: true })
  })

  test('a scenario can set `now` and `newId`', () => {
    const { now } = fixedClock(5)
    scenario(notes, { when: 'note', now, newId: () => 'x', then: [noted('x at 5'), noted('x')] })
  })
})

describe('alsoRebuilt', () => {
  test('alsoRebuilt finds a decider that changes its state in `decide`', () => {
    const forgetful = defineDecider<{ count: number }, 'count', Note>({
      name: 'forgetful',
      initialState: () => ({ count: 0 }),
      when: {},
      decide: (_, state) => {
        state.count += 1
        return noted(String(state.count))
      },
    })
    const counted = { when: ['count', 'count'], then: [noted('1'), noted('2')] } as const
    scenario(forgetful, counted)
    expect(() => scenario(forgetful, { ...counted, alsoRebuilt: true })).toThrow(/rebuilt from its events after step 1/)
  })

  test.each([1, 2, 3])('alsoRebuilt finds a missing handler at step %i of 4', (forgottenAt) => {
    let steps = 0
    class Forgetful extends Herd {
      #remembered = false
      step(step: number): void {
        steps += 1
        if (step === forgottenAt) this.#remembered = true
        this.recordThat(elephpantAdopted(step === 4 && this.#remembered ? 'remembered' : `${step}`))
      }
    }
    const when = [1, 2, 3, 4].map((step) => (herd: Forgetful) => herd.step(step))
    const then = ['1', '2', '3', 'remembered'].map(elephpantAdopted)
    const run = (): void => scenario(() => new Forgetful('herd:1'), { when, then, alsoRebuilt: true })
    expect(run).toThrow(new RegExp(`after step ${forgottenAt} of 4`))
    expect(run).toThrow(ScenarioFailed)
    expect(steps).toBeGreaterThan(4)
  })

  test('alsoRebuilt fails when the rebuilt subject throws another error', () => {
    class Counting extends Herd {
      #acts = 0
      act(): void {
        this.#acts += 1
        this.recordThat(elephpantAdopted('Blue'))
      }

      refuse(): void {
        throw new RangeError(this.#acts === 0 ? 'nothing yet' : 'too late')
      }
    }
    const when = [(herd: Counting) => herd.act(), (herd: Counting) => herd.refuse()]
    const refused = { when, thenThrows: RangeError, alsoRebuilt: true }
    expect(() => scenario(() => new Counting('herd:1'), refused)).toThrow(/nothing yet/)
  })

  test('alsoRebuilt fails when the rebuilt subject does not throw the expected error', () => {
    class Once extends Herd {
      #isOver = false
      act(): void {
        if (this.#isOver) throw new RangeError('the test has ended')
        this.#isOver = true
        this.recordThat(elephpantAdopted('Blue'))
      }
    }
    const act = (herd: Once): void => herd.act()
    const twice = { when: [act, act], thenThrows: RangeError }
    scenario(() => new Once('herd:1'), twice)
    expect(() => scenario(() => new Once('herd:1'), { ...twice, alsoRebuilt: true })).toThrow(ScenarioFailed)
  })
})
