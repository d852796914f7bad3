import { expect, test } from 'vitest'
import { documentedSizes, measuredSizes } from '../../scripts/size.mjs'

const sizes = await measuredSizes()
console.table(Object.fromEntries(sizes))

test('the entry, idb included, is at most 8 kB to download', () => {
  expect(sizes.get('rewindable')?.atOnce).toBeLessThanOrEqual(8_000)
})

test('the README gives the size of every import path, right to 0.1 kB (npm run size -- --write)', () => {
  const documented = documentedSizes()
  expect([...documented.keys()]).toEqual([...sizes.keys()])
  for (const [importPath, size] of sizes) {
    for (const part of ['atOnce', 'onDemand'] as const) {
      // Half a step is the README's rounding, the rest is for zlib versions that differ by a few bytes.
      const difference = Math.abs((documented.get(importPath)?.[part] ?? 0) - size[part])
      expect(difference, `${importPath}, ${part}`).toBeLessThanOrEqual(100)
    }
  }
})
