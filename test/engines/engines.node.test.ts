import { expect, test } from 'vitest'
import { engineNames } from '../../scripts/engine-names.mjs'
import { documentedEngines } from '../../scripts/engines-table.mjs'
import { engines } from './chosen-engines.ts'

test('every engine is run, and the README tells of each', () => {
  expect(engines.map(({ name }) => name)).toEqual(engineNames)
  expect(documentedEngines()).toEqual(engineNames)
})
