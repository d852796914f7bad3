import { bankEvent, GeneratedLog } from '../generated-events.ts'
import type { Contender, Log } from '../log.ts'
import { timeOfOneStream } from './one-stream.ts'
import type { Work } from './work.ts'

const logs = new Map<string, Promise<Log>>()

/** Reads one stream of a log whose events were appended one by one. */
export const singleStream: Work = streamWritten('single', fillOneByOne)

/** Reads one stream of a log whose events were appended without waiting between the calls. */
export const burstStream: Work = streamWritten('burst', async (log, generated) => {
  const appends = Array.from({ length: generated.count }, (_, index) =>
    log.append(generated.streamOf(index), bankEvent(index)),
  )
  await Promise.all(appends)
})

/** Reads one stream of a log that was restored from a backup. */
export const restoredStream: Work = streamWritten('restored', async (log, generated, contender) => {
  const name = 'backed up'
  const original = await contender.open(name)
  await fillOneByOne(original, generated)
  const backup = await original.backUp()
  await original.close()
  await contender.remove(name)
  await log.restore(backup)
})

type Fill = (log: Log, generated: GeneratedLog, contender: Contender) => Promise<void>

function streamWritten(how: string, fill: Fill): Work {
  const filled = async (contender: Contender, size: number): Promise<Log> => {
    const log = await contender.open(`${how} ${size}`)
    await fill(log, new GeneratedLog(size), contender)
    await log.settleStreams()
    return log
  }
  return {
    async turn(contender, size) {
      const log = logs.get(how) ?? filled(contender, size)
      logs.set(how, log)
      return timeOfOneStream(await log, size)
    },
  }
}

async function fillOneByOne(log: Log, generated: GeneratedLog): Promise<void> {
  for (let index = 0; index < generated.count; index++) await log.append(generated.streamOf(index), bankEvent(index))
}
