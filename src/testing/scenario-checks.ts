import { anything, type Check, callback, text } from '../log/argument-checks.ts'

export const events: Check = ['an array of events', Array.isArray]
const elsewhere: Check = ['no such option here: give it to the aggregate, in the function that makes one', () => false]
const decidesNothing: Check = ['no such option here: a projection decides nothing', () => false]
const outcome = { then: anything, thenThrows: anything, thenNothing: anything }

/** The options of each kind of scenario. One that would be ignored is refused. */
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
  now: elsewhere,
  newId: elsewhere,
  streamId: elsewhere,
}
export const processOptions: Readonly<Record<string, Check>> = { given: events, when: anything, ...outcome }
export const projectionOptions: Readonly<Record<string, Check>> = {
  given: events,
  when: decidesNothing,
  then: anything,
}
