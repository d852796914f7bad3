import { Chance } from './chance.ts'
import type { DoorbellFaults } from './told.ts'

/** What the seed decides before the storm begins. When a browser gets round to what, nobody can decide. */
export type Script = {
  readonly seed: string
  /** How many appends are begun, at least. */
  readonly appends: number
  readonly doorbell: DoorbellFaults
  readonly blows: readonly Blow[]
}

/** What befalls a tab. */
export type Blow = {
  /** How many appends were begun before. */
  readonly after: number
  readonly kind: 'freeze' | 'crash' | 'close' | 'reload'
  /** Its place among the tabs: who replaces it gets the same. */
  readonly tab: number
  /** For a frozen one: how many appends the others begin until it thaws, and whether it is in front then. */
  readonly lasts: number
  readonly isShownAgain: boolean
}

export const tabs = 4

export function scriptOf(seed: string, appends: number): Script {
  const chance = new Chance(`${seed} script`)
  const blows: Blow[] = []
  const kinds: Blow['kind'][] = []
  for (let after = 100; after < appends - 100; after += chance.between(40, 160)) {
    // Each of them comes up in each round, in another order.
    if (kinds.length === 0) kinds.push('freeze', 'crash', 'close', 'reload')
    const [kind = 'freeze'] = kinds.splice(chance.between(0, kinds.length - 1), 1)
    blows.push({
      after,
      kind,
      tab: chance.between(0, tabs - 1),
      lasts: chance.between(20, 200),
      isShownAgain: chance.isTrue(0.5),
    })
  }
  const dropped = chance.oneOf([0.2, 0.5, 1])
  return { seed, appends, blows, doorbell: { dropped, doubled: (1 - dropped) * 0.4, delayed: (1 - dropped) * 0.4 } }
}
