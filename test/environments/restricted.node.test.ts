import { describe, test } from 'vitest'
import { places } from '../open-stores.ts'
import { features } from './features.ts'
import { restrictions, useWorkingBrowser } from './restrictions.ts'

const cases = restrictions.map((restriction) => [`${restriction.part} ${restriction.way}`, restriction] as const)

describe.each(places)('restricted browsers, store in $place', ({ open }) => {
  describe.each(Object.entries(features))('%s', (feature, use) => {
    test(`${feature} work in a browser without restrictions`, async () => {
      useWorkingBrowser()
      await use(open)
    })

    test.each(cases)(`${feature} work where %s`, async (_, { restrict }) => {
      useWorkingBrowser()
      restrict()
      await use(open)
    })
  })
})
