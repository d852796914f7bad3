import { exportJsonl, openEventStore, RewindableError, verifyLog } from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../../examples/bank-account.ts'

/** The positions that a read returned, and the code of its error. */
export type Reading = { readonly positions: readonly number[]; readonly error: string | undefined }

const store = await openEventStore<BankEvent>('lost-file')

declare global {
  interface Window {
    /** Deposits 1, 2, 3 …. The note of one deposit has many random characters, which compression cannot shorten. */
    appendDeposits: (deposits: number, large: number, characters: number) => Promise<void>
    readings: () => Promise<Record<'forward' | 'backward' | 'before' | 'behind' | 'file', Reading>>
    verify: () => Promise<{ soundUntil: number; lastPosition: number; firstBad: number | undefined }>
  }
}

window.appendDeposits = async (deposits, large, characters) => {
  for (let amount = 1; amount <= deposits; amount += 1) {
    await store.append('account:1', moneyDeposited(amount, amount === large ? noise(characters) : 'small'))
  }
}

window.readings = async () => {
  const { firstBad = 1 } = await window.verify()
  return {
    forward: await reading(store.readAll()),
    backward: await reading(store.readAll({ direction: 'backward' })),
    before: await reading(store.readAll({ toPosition: firstBad - 1 })),
    behind: await reading(store.readAll({ fromPosition: firstBad + 1 })),
    file: await reading(linesOf(await new Response(exportJsonl(store, { toPosition: firstBad - 1 })).text())),
  }
}

window.verify = async () => {
  const { soundUntil, lastPosition, damage } = await verifyLog(store)
  return { soundUntil, lastPosition, firstBad: damage?.position }
}

async function reading(events: AsyncIterable<{ globalPosition: number }>): Promise<Reading> {
  const positions: number[] = []
  try {
    for await (const { globalPosition } of events) positions.push(globalPosition)
    return { positions, error: undefined }
  } catch (error) {
    return { positions, error: error instanceof RewindableError ? error.code : String(error) }
  }
}

async function* linesOf(file: string): AsyncGenerator<{ globalPosition: number }> {
  for (const line of file.split('\n').slice(0, -1)) yield JSON.parse(line)
}

function noise(characters: number): string {
  let text = ''
  while (text.length < characters) text += Math.random().toString(36).slice(2)
  return text.slice(0, characters)
}

document.title = 'ready'
