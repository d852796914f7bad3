import { expect, test } from 'vitest'
import { entryPoints } from '../../scripts/entry-points.mjs'
import { applicationBytes, documentedApplicationBytes, documentedSizes, measuredSizes } from '../../scripts/size.mjs'
import { limitedEntries, limitOf, limitOfApplication } from './budget.ts'

const sizes = await measuredSizes()
console.table(Object.fromEntries(sizes))

// docs/decisions/006-size.md lists the parts of these sizes.
test.each(limitedEntries)('%s is at most as large as budget.json allows', (importPath) => {
  expect(sizes.get(importPath)?.atOnce).toBeLessThanOrEqual(limitOf(importPath, 'bytes'))
})

test.each(entryPoints().map(({ importPath }) => importPath))(
  '%s loads no code on demand, except for the element',
  (importPath) => {
    const onDemand = sizes.get(importPath)?.onDemand
    if (importPath === 'rewindable/devtools') expect(onDemand).toBeGreaterThan(5_000)
    else expect(onDemand).toBe(0)
  },
)

test('an application that shows projections has the size in the docs, and at most the size in budget.json', async () => {
  const bytes = await applicationBytes()
  expect(bytes).toBeLessThanOrEqual(limitOfApplication())
  for (const documented of documentedApplicationBytes()) expect(Math.abs(documented - bytes)).toBeLessThanOrEqual(100)
})

test('the docs give the size of every import path to 0.1 kB (npm run size -- --write)', () => {
  const documented = documentedSizes()
  expect([...documented.keys()]).toEqual([...sizes.keys()])
  for (const [importPath, size] of sizes) {
    for (const part of ['atOnce', 'onDemand'] as const) {
      // Rounding in the docs explains 50 bytes. Versions of zlib explain the rest.
      const difference = Math.abs((documented.get(importPath)?.[part] ?? 0) - size[part])
      expect(difference, `${importPath}, ${part}`).toBeLessThanOrEqual(100)
    }
  }
})
