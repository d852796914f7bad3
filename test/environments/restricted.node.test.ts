import { describe, test } from 'vitest'
import { places } from '../places.ts'
import { features } from './features.ts'
import { restrictions, useWorkingBrowser } from './restrictions.ts'

const cases = restrictions.map((restriction) => [`${restriction.part} ${restriction.way}`, restriction] as const)

describe.each(places)('in $place', ({ open }) => {
  describe.each(Object.entries(features))('%s', (_, use) => {
    test('work in a browser that has everything', async () => {
      useWorkingBrowser()
      await use(open)
    })

    test.each(cases)('work where %s', async (_, { restrict }) => {
      useWorkingBrowser()
      restrict()
      await use(open)
    })
  })
})
