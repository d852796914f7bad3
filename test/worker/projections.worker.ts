import { type EventStore, openEventStore } from 'rewindable'
import { hostProjections } from 'rewindable/worker'
import { type BankEvent, balance } from '../../examples/bank-account.ts'
import { depositPositions } from '../projection/telling-projections.ts'
import { failing, uncloneable } from './odd-projections.ts'

// The name comes with the worker's own, so that each test has a log of its own.
const open = (): Promise<EventStore<BankEvent>> => openEventStore<BankEvent>(self.name)
// Opening takes longer than it takes a page to ask.
const opening = new Promise((resolve) => setTimeout(resolve, 50)).then(open)
hostProjections(opening, [balance, depositPositions, failing, uncloneable])
