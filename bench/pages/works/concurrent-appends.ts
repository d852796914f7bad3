import { accountStream, type BankEvent } from '../../../examples/bank-events.ts'
import { checkStream, checkTotals } from '../check.ts'
import { bankEvent } from '../generated-events.ts'
import { timed } from '../timed.ts'
import { onNewLog } from './on-new-log.ts'
import type { Work } from './work.ts'

const streams = 100

/** Starts `size` appends to a hundred streams in turn, without waiting between the calls. */
export const concurrentAppends: Work = {
  turn: (contender, size) =>
    onNewLog(contender, async (log) => {
      const { took } = await timed(() =>
        Promise.all(
          Array.from({ length: size }, (_, index) =>
            log.append(accountStream(String(index % streams)), bankEvent(index)),
          ),
        ),
      )
      checkTotals(await log.totals(), size)
      for (let stream = 0; stream < streams; stream++) {
        checkStream(await log.readStream(accountStream(String(stream))), eventsOf(stream, size))
      }
      return took
    }),
}

function eventsOf(stream: number, size: number): BankEvent[] {
  return Array.from({ length: size / streams }, (_, version) => bankEvent(version * streams + stream))
}
