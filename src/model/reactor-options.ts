import { anything, check, checkOptions, ordinal } from '../log/argument-checks.ts'
import type { Locks } from './exclusive.ts'
import type { Retry } from './retry.ts'

/** Options of {@link react} and {@link runProcessManager}. */
export type ReactorOptions = Partial<Retry> & {
  /** Where to begin when there is no checkpoint: `'now'`, or the first position to react to. Default `'now'`. */
  readonly fromPosition?: 'now' | number
  /** Default: the browser's. */
  readonly locks?: Locks
}

/** @throws {@link InvalidArgument} */
export function checkedReactorOptions(options: ReactorOptions): ReactorOptions {
  const given = checkOptions(options, { tries: ordinal, delay: anything, fromPosition: anything, locks: anything })
  const { fromPosition = 'now' } = given
  if (fromPosition !== 'now') check('fromPosition', fromPosition, ordinal)
  return given
}
