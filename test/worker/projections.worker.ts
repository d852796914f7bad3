import { openEventStore } from 'rewindable'
import { hostProjections } from 'rewindable/worker'
import { type BankEvent, balance } from '../../examples/bank-account.ts'
import { depositPositions } from '../projection/telling-projections.ts'
import { failing, uncloneable } from './odd-projections.ts'

// The name comes with the worker's own, so that each test has a log of its own.
const store = await openEventStore<BankEvent>(self.name)
hostProjections(store, [balance, depositPositions, failing, uncloneable])
postMessage('ready')
