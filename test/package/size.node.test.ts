import { expect, test } from 'vitest'
import { entryPoints } from '../../scripts/entry-points.mjs'
import { applicationBytes, documentedApplicationBytes, documentedSizes, measuredSizes } from '../../scripts/size.mjs'

const sizes = await measuredSizes()
console.table(Object.fromEntries(sizes))

// docs/decisions/006-size.md says what they are made of. They must not grow without a reason.
test.each([
  ['rewindable', 30_600],
  ['rewindable/devtools', 20_000],
  ['rewindable/model', 4_100],
  ['rewindable/testing', 11_400],
  ['rewindable/time-travel', 10_300],
  ['rewindable/worker', 1_400],
])('%s is at most %i bytes to download', (importPath, limit) => {
  expect(sizes.get(importPath)?.atOnce).toBeLessThanOrEqual(limit)
})

test.each(entryPoints().map(({ importPath }) => importPath))(
  '%s loads code on demand only for the element',
  (importPath) => {
    const onDemand = sizes.get(importPath)?.onDemand
    if (importPath === 'rewindable/devtools') expect(onDemand).toBeGreaterThan(5_000)
    else expect(onDemand).toBe(0)
  },
)

test('an application with live projections downloads less than all exports, as the docs say', async () => {
  const bytes = await applicationBytes()
  expect(bytes).toBeLessThanOrEqual(27_800)
  for (const documented of documentedApplicationBytes()) expect(Math.abs(documented - bytes)).toBeLessThanOrEqual(100)
})

test('docs/performance.md gives the size of every import path, within 0.1 kB (npm run size -- --write)', () => {
  const documented = documentedSizes()
  expect([...documented.keys()]).toEqual([...sizes.keys()])
  for (const [importPath, size] of sizes) {
    for (const part of ['atOnce', 'onDemand'] as const) {
      // The page rounds to half a step. zlib versions differ by a few bytes.
      const difference = Math.abs((documented.get(importPath)?.[part] ?? 0) - size[part])
      expect(difference, `${importPath}, ${part}`).toBeLessThanOrEqual(100)
    }
  }
})
