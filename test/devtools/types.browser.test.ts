import type { DomainEvent } from 'rewindable'
import { RewindableTimeline, type ShownMoment } from 'rewindable/devtools'
import type { Fork, Timeline } from 'rewindable/time-travel'
import { expectTypeOf, test } from 'vitest'

test('the element has its type wherever TypeScript looks up a tag name', () => {
  expectTypeOf(document.createElement('rewindable-timeline')).toEqualTypeOf<RewindableTimeline>()
  expectTypeOf(document.querySelector('rewindable-timeline')).toEqualTypeOf<RewindableTimeline | null>()
  expectTypeOf(document.querySelectorAll('rewindable-timeline')).toEqualTypeOf<NodeListOf<RewindableTimeline>>()
  expectTypeOf(document.createElement('div').closest('rewindable-timeline')).toEqualTypeOf<RewindableTimeline | null>()
})

test('a listener for moments receives an event with the type of its detail', () => {
  const element = new RewindableTimeline()
  const told: ShownMoment[] = []
  const listener = ({ detail }: CustomEvent<ShownMoment>): unknown => told.push(detail)
  element.addEventListener('moment', listener)
  element.removeEventListener('moment', listener)
  element.addEventListener('moment', (event) => {
    expectTypeOf(event).toEqualTypeOf<CustomEvent<ShownMoment>>()
    expectTypeOf(event.detail.state).toEqualTypeOf<ShownMoment['state']>()
    expectTypeOf(event.detail.position).toEqualTypeOf<number>()
    expectTypeOf(event.detail.fork).toEqualTypeOf<Fork | undefined>()
  })
  element.addEventListener('click', (event) => expectTypeOf(event.clientX).toEqualTypeOf<number>())
  // @ts-expect-error: a moment has no such field
  element.addEventListener('moment', ({ detail }) => detail.nothing)
  expectTypeOf(element.timeline).toEqualTypeOf<Timeline<ShownMoment['state'], DomainEvent> | undefined>()
})
