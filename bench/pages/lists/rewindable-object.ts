import { balances } from '../../../examples/bank-balances.ts'
import type { ListContender } from '../account-list.ts'
import { openLiveList } from '../live-list.ts'
import { objectReading } from '../object-reading.ts'

/** The projection of the examples: an object of accounts, and handlers that change it. */
export default {
  open: (name, bank) => openLiveList(name, bank, balances, objectReading),
} satisfies ListContender
