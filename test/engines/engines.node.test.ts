import { expect, test } from 'vitest'
import { documentedEngines, engineNames } from '../../scripts/engines-table.mjs'
import { engines } from './chosen-engines.ts'

test('the landing check runs every engine, and docs/guarantees.md lists every engine', () => {
  expect(engines.map(({ name }) => name)).toEqual(engineNames)
  expect(documentedEngines()).toEqual(engineNames)
})
