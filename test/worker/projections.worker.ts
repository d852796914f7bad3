import { type EventStore, openEventStore } from 'rewindable'
import { hostProjections } from 'rewindable/worker'
import { type BankEvent, balance } from '../../examples/bank-account.ts'
import { depositPositions } from '../projection/telling-projections.ts'
import { failing, uncloneable } from './failing-projections.ts'

// The name of the worker is the name of the store, so that each test has its own log.
const open = (): Promise<EventStore<BankEvent>> => openEventStore<BankEvent>(self.name)
// The delay lets the page send its request before the store is open.
const opening = new Promise((resolve) => setTimeout(resolve, 50)).then(open)
hostProjections(opening, [balance, depositPositions, failing, uncloneable])
