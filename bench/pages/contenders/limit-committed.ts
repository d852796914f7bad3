import { LimitLog, openLimit, removeLimit } from '../limit-log.ts'
import type { Contender } from '../log.ts'

/** The limit again, with an explicit `commit()`; from tab to tab its clock starts before the event is stored. */
export default {
  isBare: true,
  open: async (name) => new LimitLog(await openLimit(name), { commit: true }),
  remove: removeLimit,
} satisfies Contender
