import { accountStream } from '../../../examples/bank-events.ts'
import { checkStream, checkTotals } from '../check.ts'
import { bankEvents } from '../generated-events.ts'
import { timed } from '../timed.ts'
import { onNewLog } from './on-new-log.ts'
import type { Work } from './work.ts'

const batchSize = 1_000
const streams = 10

/** Appends batches of a thousand events with expected versions, one after another, to ten streams in turn. */
export const bulkAppend: Work = {
  turn: (contender, size) =>
    onNewLog(contender, async (log) => {
      const { took } = await timed(async () => {
        for (let batch = 0; batch * batchSize < size; batch++) {
          const events = bankEvents(batch * batchSize, (batch + 1) * batchSize)
          const expectedVersion = Math.floor(batch / streams) * batchSize
          await log.appendBatch(accountStream(String(batch % streams)), events, expectedVersion)
        }
      })
      checkTotals(await log.totals(), size)
      if (!contender.isBare) {
        const batches = Array.from({ length: size / batchSize / streams }, (_, turn) => turn * streams * batchSize)
        const expected = batches.flatMap((first) => bankEvents(first, first + batchSize))
        checkStream(await log.readStream(accountStream('0')), expected)
      }
      return took
    }),
}
