import { describe, expect, test } from 'vitest'
import { appending } from './appending.ts'
import { figuresOf } from './figures.ts'
import { keeping } from './keeping.ts'
import { kinds } from './kinds.ts'
import { reading } from './reading.ts'
import { sweep } from './sweep.ts'

const note = figuresOf('fault-sweep')

for (const scenario of [...appending, ...reading, ...keeping]) {
  describe(`${scenario.name}, whichever operation goes wrong`, () => {
    for (const kind of kinds) {
      test(kind.name, { timeout: 180_000 }, async () => {
        const { points, flaws } = await sweep(scenario, kind)
        note({ scenario: scenario.name, kind: kind.name, points })
        expect(flaws, flaws.join('\n')).toEqual([])
      })
    }
  })
}
