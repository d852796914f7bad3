import { LimitLog, openLimit, removeLimit } from '../limit-log.ts'
import type { Contender } from '../log.ts'

/** The limit with an explicit `commit()`. In the tab-to-tab task, the clock starts before the event is stored. */
export default {
  isBare: true,
  open: async (name) => new LimitLog(await openLimit(name), { commit: true }),
  remove: removeLimit,
} satisfies Contender
