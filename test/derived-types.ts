import type {
  AppendOptions,
  DomainEvent,
  EventStore,
  importJsonl,
  JsonEvent,
  LiveProjection,
  openMemoryEventStore,
  Projection,
  reconstructState,
  verifyLog,
} from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import type { Decider, ReactorOptions } from 'rewindable/model'
import type { Timeline } from 'rewindable/time-travel'

// Types that the package does not export by name. Each is derived from the public function or type that uses it.

export type JsonValue = JsonEvent['data']
export type JsonObject = NonNullable<JsonEvent['metadata']>
export type StoreOptions = NonNullable<Parameters<typeof openMemoryEventStore>[0]>
export type Durability = NonNullable<AppendOptions['durability']>
export type ReadAllOptions<E extends DomainEvent = DomainEvent> = NonNullable<Parameters<EventStore<E>['readAll']>[0]>
export type StreamAppend<E extends DomainEvent = DomainEvent> = Parameters<EventStore<E>['appendBatch']>[0][number]
export type Moment = NonNullable<Parameters<typeof reconstructState>[2]>
export type LogListener = Parameters<EventStore['onLogChange']>[0]
export type ConnectionStatus = Parameters<Parameters<EventStore['onStorageChange']>[0]>[0]
export type Snapshot = Parameters<EventStore['snapshots']['save']>[0]
export type CheckpointStorage = EventStore['checkpoints']
export type Checkpoint = Awaited<ReturnType<CheckpointStorage['update']>>
export type CatchUpProgress = ProgressOf<Parameters<Projection<unknown, JsonEvent>['catchUp']>[0]>
export type ImportProgress = ProgressOf<Parameters<typeof importJsonl>[2]>
export type VerifyProgress = ProgressOf<Parameters<typeof verifyLog>[1]>
export type Locks = NonNullable<ReactorOptions['locks']>
export type DecisionContext = Parameters<Decider<unknown, unknown, JsonEvent>['decide']>[2]
export type LiveOptions = NonNullable<ConstructorParameters<typeof LiveProjection>[2]>
export type TimelineOptions = NonNullable<ConstructorParameters<typeof Timeline>[2]>
export type ShownProjection = RewindableTimeline['projections'][number]

type ProgressOf<Options> =
  NonNullable<Options> extends { readonly onProgress?: (progress: infer Progress) => void } ? Progress : never
