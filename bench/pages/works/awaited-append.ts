import { accountStream } from '../../../examples/bank-events.ts'
import { check, checkTotals } from '../check.ts'
import { bankEvent } from '../generated-events.ts'
import type { Log } from '../log.ts'
import { timed } from '../timed.ts'
import type { Work } from './work.ts'

const stream = accountStream('awaited')
const appendsPerTurn = 200
// A tab that was idle during the turns of other contenders is slow at first.
const toWarmUp = 20

let log: Log | undefined
let version = 0

/** Appends events one by one with their expected versions to a growing log. @returns the time for one append */
export const awaitedAppend: Work = {
  async prepare(contender) {
    log = await contender.open('awaited')
    await appendTo(log, toWarmUp)
    if (!contender.isBare) {
      check('append with a wrong version', await outcome(log.append(stream, bankEvent(0), 7)), 'refused')
    }
  },

  async turn() {
    const opened = log
    if (!opened) throw new Error('Expected a call of prepare() first')
    await appendTo(opened, toWarmUp)
    const { took } = await timed(() => appendTo(opened, appendsPerTurn))
    checkTotals(await opened.totals(), version)
    return took / appendsPerTurn
  },
}

async function appendTo(opened: Log, times: number): Promise<void> {
  for (const end = version + times; version < end; version++) await opened.append(stream, bankEvent(version), version)
}

function outcome(appending: Promise<unknown>): Promise<string> {
  return appending.then(
    () => 'stored',
    () => 'refused',
  )
}
