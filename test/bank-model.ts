import type { ExpectedVersion } from 'rewindable'

export type Deposit = {
  readonly streamId: string
  readonly streamVersion: number
  readonly globalPosition: number
  readonly amount: number
  readonly commandId?: string
}
export type Part = {
  readonly streamId: string
  readonly amounts: readonly number[]
  readonly expectedVersion: ExpectedVersion
}
export type Outcome = { readonly deposits: readonly Deposit[]; readonly duplicate: boolean } | 'conflict'

/** The smallest model of an event store: a list, and the rule for appending to it. */
export class BankModel {
  readonly log: Deposit[] = []

  stream(streamId: string): Deposit[] {
    return this.log.filter((deposit) => deposit.streamId === streamId)
  }

  append(parts: readonly Part[], commandId?: string): Outcome {
    const recorded = this.log.filter((deposit) => commandId !== undefined && deposit.commandId === commandId)
    if (recorded.length > 0) return { deposits: recorded, duplicate: true }
    if (!parts.every((part) => this.#isAsExpected(part))) return 'conflict'
    const first = this.log.length
    for (const { streamId, amounts } of parts) {
      for (const amount of amounts) {
        const place = { streamId, streamVersion: this.stream(streamId).length + 1, globalPosition: this.log.length + 1 }
        this.log.push({ ...place, amount, ...(commandId === undefined ? {} : { commandId }) })
      }
    }
    return { deposits: this.log.slice(first), duplicate: false }
  }

  /** Returns the sum of all deposits up to and including position `atPosition`. */
  total(atPosition = this.log.length): number {
    return this.log.slice(0, atPosition).reduce((sum, { amount }) => sum + amount, 0)
  }

  #isAsExpected({ streamId, expectedVersion }: Part): boolean {
    const version = this.stream(streamId).length
    if (expectedVersion === 'any') return true
    if (expectedVersion === 'streamExists') return version > 0
    return (expectedVersion === 'noStream' ? 0 : expectedVersion) === version
  }
}
