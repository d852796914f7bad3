import { accountStream } from '../../../examples/bank-events.ts'
import { checkStream } from '../check.ts'
import { GeneratedLog } from '../generated-events.ts'
import { timed } from '../timed.ts'
import { keptLog } from './kept-log.ts'
import type { Work } from './work.ts'

const streamsPerTurn = 8
// Without a divisor in common with the number of streams: none is read twice before all were read once.
const stride = 37

let turns = 0

/** The hundred events of one stream, spread over the log; other streams each turn. */
export const oneStream: Work = {
  async turn(contender, size) {
    const log = await keptLog(contender, size)
    const generated = new GeneratedLog(size)
    const first = turns++ * streamsPerTurn
    const streams = Array.from({ length: streamsPerTurn }, (_, index) => ((first + index) * stride) % generated.streams)
    const { took, result } = await timed(async () => {
      const found = []
      for (const stream of streams) found.push(await log.readStream(accountStream(String(stream))))
      return found
    })
    for (const [index, stream] of streams.entries()) checkStream(result[index] ?? [], generated.streamEvents(stream))
    return took / streamsPerTurn
  },
}
