import { expect, test } from 'vitest'
import { documentedSizes, measuredSizes } from '../../scripts/size.mjs'

const sizes = await measuredSizes()
console.table(Object.fromEntries(sizes))

// The aim for the core was 8 kB: docs/decisions/006-size.md says what stands in the way. Until then it must not grow.
test.each([
  ['rewindable', 17_800],
  ['rewindable/devtools', 20_000],
  ['rewindable/model', 3_100],
  ['rewindable/testing', 3_500],
  ['rewindable/time-travel', 4_000],
  ['rewindable/worker', 1_000],
])('%s is at most %i bytes to download', (importPath, limit) => {
  expect(sizes.get(importPath)?.atOnce).toBeLessThanOrEqual(limit)
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
