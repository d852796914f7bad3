import { type Check, callback, checkOptions, ordinal } from '../log/argument-checks.ts'
import type { Locks } from './exclusive.ts'
import type { Retry } from './retry.ts'

/** Options of {@link startReactor} and {@link startProcessManager}. */
export type ReactorOptions = Partial<Retry> & {
  /** Where to begin when there is no checkpoint: `'now'`, or the first position to react to. Default `'now'`. */
  readonly fromPosition?: 'now' | number
  /** Default: the browser's. */
  readonly locks?: Locks
}

/** @throws {@link InvalidArgument} */
export function checkedReactorOptions(options: ReactorOptions): ReactorOptions {
  return checkOptions(options, { tries: ordinal, delay: callback, fromPosition: start, locks: lockManager })
}

const start: Check = ["'now' or a whole number from 1", (value) => value === 'now' || ordinal[1](value)]
const lockManager: Check = [
  'an object with a method `request`, such as `navigator.locks`',
  (value) => typeof value === 'object' && value !== null && 'request' in value && typeof value.request === 'function',
]
