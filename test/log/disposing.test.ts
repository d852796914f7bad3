import { describe } from 'vitest'
import { testDisposing } from './disposing-cases.ts'

describe('in this environment,', () => testDisposing(Symbol))
