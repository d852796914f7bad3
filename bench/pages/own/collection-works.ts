import type { Rows } from 'rewindable'
import type { AccountRow } from '../account-list.ts'
import { accountRows, rowsReading } from '../account-rows.ts'
import type { Work } from '../works/work.ts'
import type { AccountState } from './account-state.ts'
import { bankOf } from './bank-store.ts'
import { drag } from './dragging.ts'
import { heapAfterSeeks, heapOfState } from './heap.ts'
import { replayInto } from './replaying.ts'
import { seekAnywhere, seekNearby } from './seeking-accounts.ts'
import { accountsInMessage } from './worker-messages.ts'

const collectionState: AccountState<Rows<AccountRow>> = { definition: accountRows, reading: rowsReading, bankOf }

/** The tasks over collections, by the names in `state-tasks.mjs`. */
export const collectionWorks: Record<string, Work<undefined>> = {
  replayCollection: replayInto(collectionState),
  seekAnywhereCollection: seekAnywhere(collectionState),
  seekNearbyCollection: seekNearby(collectionState),
  dragCollection: drag(collectionState),
  heapOfCollection: heapOfState(collectionState),
  heapAfterCollectionSeeks: heapAfterSeeks(collectionState),
  collectionMessage: accountsInMessage(collectionState),
}
