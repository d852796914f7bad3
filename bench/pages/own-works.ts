import { defineCollection } from 'rewindable'
import { objectState, totalsState } from './own/account-state.ts'
import { firstCommand, repeatedCommands } from './own/commands.ts'
import { drag } from './own/dragging.ts'
import { appendFollowedBy, element, liveProjection, reactor, subscription } from './own/followed-appends.ts'
import { heapAfterSeeks, heapOfState } from './own/heap.ts'
import { liveOneAccount, readOneAccount } from './own/one-account.ts'
import { processStart } from './own/process-start.ts'
import { reactorBehind } from './own/reactor-behind.ts'
import { replayInto, replayIntoMap } from './own/replaying.ts'
import { seekAnywhere, seekNearby } from './own/seeking-accounts.ts'
import { catchUpOf } from './own/several-projections.ts'
import { accountsInMessage } from './own/worker-messages.ts'
import { inABurst, oneByOne, readStreams, restored } from './own/written-streams.ts'
import type { Work } from './works/work.ts'

const works: Record<string, Work<undefined>> = {
  replayObject: replayInto(objectState),
  replayMap: replayIntoMap,
  seekAnywhereObject: seekAnywhere(objectState),
  seekNearbyObject: seekNearby(objectState),
  seekAnywhereTotals: seekAnywhere(totalsState),
  dragObject: drag(objectState),
  heapOfObject: heapOfState(objectState),
  heapAfterObjectSeeks: heapAfterSeeks(objectState),
  objectMessage: accountsInMessage(objectState),
  appendAlone: appendFollowedBy([]),
  appendWithLive: appendFollowedBy([liveProjection]),
  appendWithSubscription: appendFollowedBy([subscription]),
  appendWithElement: appendFollowedBy([element]),
  appendWithReactor: appendFollowedBy([reactor]),
  appendWithAll: appendFollowedBy([liveProjection, subscription, element, reactor]),
  reactorBehind,
  repeatedCommands,
  firstCommand,
  processStart,
  readOneAccount,
  liveOneAccount,
  oneProjection: catchUpOf(1),
  tenProjections: catchUpOf(10),
  streamOneByOne: readStreams(oneByOne),
  streamInABurst: readStreams(inABurst),
  streamRestored: readStreams(restored),
}

/** Returns the tasks that measure only the library, by the names in `own-tasks.mjs`. */
export async function ownWorks(): Promise<Record<string, Work<undefined>>> {
  // The option --library can choose an earlier build, which has no collections.
  if (typeof defineCollection !== 'function') return works
  const { collectionWorks } = await import('./own/collection-works.ts')
  return { ...works, ...collectionWorks }
}
