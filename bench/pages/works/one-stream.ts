import { accountStream } from '../../../examples/bank-events.ts'
import { checkStream } from '../check.ts'
import { GeneratedLog } from '../generated-events.ts'
import { timed } from '../timed.ts'
import { keptLog } from './kept-log.ts'
import type { Work } from './work.ts'

const streamsPerTurn = 8
// Coprime to the number of streams, so that each stream is read before any stream is read again.
const stride = 37

let turns = 0

/** Reads the hundred events of one stream, which are spread over the log. Each turn reads other streams. */
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
