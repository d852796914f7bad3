import { anything, type Check, callback, text } from '../events/argument-checks.ts'

export const events: Check = ['an array of events', Array.isArray]
const setByAggregate: Check = ['undefined; pass it to the aggregate in the function that creates it', () => false]
const withoutWhen: Check = ['undefined, because a projection decides nothing', () => false]
const outcome = { then: anything, thenThrows: anything, thenNothing: anything }

/** The options of each kind of scenario. Any other option throws. */
export const deciderOptions: Readonly<Record<string, Check>> = {
  given: events,
  when: anything,
  ...outcome,
  alsoRebuilt: anything,
  now: callback,
  newId: callback,
  streamId: text,
}
export const aggregateOptions: Readonly<Record<string, Check>> = {
  given: events,
  when: anything,
  ...outcome,
  alsoRebuilt: anything,
  now: setByAggregate,
  newId: setByAggregate,
  streamId: setByAggregate,
}
export const processOptions: Readonly<Record<string, Check>> = { given: events, when: anything, ...outcome }
export const projectionOptions: Readonly<Record<string, Check>> = {
  given: events,
  when: withoutWhen,
  then: anything,
}
