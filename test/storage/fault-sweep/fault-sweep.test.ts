import { describe, expect, test } from 'vitest'
import { appending } from './appending.ts'
import { collecting } from './collecting.ts'
import { kinds } from './kinds.ts'
import { reading } from './reading.ts'
import { storing } from './storing.ts'
import { step, sweep } from './sweep.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** For the trust report: the numbers of fault points and of flaws, for a scenario and a kind of fault. */
    sweep?: { readonly scenario: string; readonly kind: string; readonly points: number; readonly flaws: number }
  }
}

for (const scenario of [...appending, ...reading, ...storing, ...collecting]) {
  describe(`fault sweep: ${scenario.name}`, () => {
    for (const kind of kinds) {
      test(`${scenario.name} has no flaws if ${kind.name}`, { timeout: 180_000 }, async ({ task }) => {
        const { points, flaws } = await sweep(scenario, kind)
        task.meta.sweep = { scenario: scenario.name, kind: kind.name, points, flaws: flaws.length }
        // A sweep without fault points proves nothing. Scenarios that only read have no writes to fail.
        if (step === 1 && kind.name !== 'a write throws') expect(points).toBeGreaterThan(0)
        expect(flaws, flaws.join('\n')).toEqual([])
      })
    }
  })
}
