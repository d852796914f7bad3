import type { ChannelFaults } from './report.ts'
import { SeededRandom } from './seeded-random.ts'

/** The plan of a storm, which depends only on the seed. The browser still decides the order of its tasks. */
export type Script = {
  readonly seed: string
  /** The least number of appends to begin. */
  readonly appends: number
  readonly channelFaults: ChannelFaults
  readonly faults: readonly PlannedFault[]
}

/** A planned fault of one tab. */
export type PlannedFault = {
  /** The number of appends that are begun before the fault. */
  readonly after: number
  readonly kind: 'freeze' | 'crash' | 'close' | 'reload'
  /** The index of the tab. A replacement tab gets the same index. */
  readonly tab: number
  /** For a frozen tab: the number of appends that other tabs begin before it resumes. */
  readonly lasts: number
  readonly isShownAgain: boolean
}

export const tabs = 4

export function scriptOf(seed: string, appends: number): Script {
  const random = new SeededRandom(`${seed} script`)
  const faults: PlannedFault[] = []
  const kinds: PlannedFault['kind'][] = []
  for (let after = 100; after < appends - 100; after += random.between(40, 160)) {
    // Each round contains every kind once, in random order.
    if (kinds.length === 0) kinds.push('freeze', 'crash', 'close', 'reload')
    const [kind = 'freeze'] = kinds.splice(random.between(0, kinds.length - 1), 1)
    faults.push({
      after,
      kind,
      tab: random.between(0, tabs - 1),
      lasts: random.between(20, 200),
      isShownAgain: random.isTrue(0.5),
    })
  }
  const dropped = random.oneOf([0.2, 0.5, 1])
  return {
    seed,
    appends,
    faults,
    channelFaults: { dropped, doubled: (1 - dropped) * 0.4, delayed: (1 - dropped) * 0.4 },
  }
}
