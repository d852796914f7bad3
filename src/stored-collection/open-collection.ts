import type { CollectionDefinition } from '../collection/define-collection.ts'
import { type Check, check, checkOptions, object } from '../events/argument-checks.ts'
import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { checkDefinition } from '../projection/define-projection.ts'
import { useNames } from '../projection/definition-names.ts'
import { checksum } from '../values/checksum.ts'
import type { OnError } from './row-applier.ts'
import { rowsOf } from './rows-of-store.ts'
import { StoredCollection } from './stored-collection.ts'

/** Options of {@link openCollection}. */
export type CollectionOptions = {
  /**
   * The reaction to an event whose handler throws:
   *
   * - `'stop'` (default): the collection applies neither this event nor later ones, until the handler is fixed
   * - `'skip'`: the collection ignores the event
   * - `'park'`: the collection ignores the event, and stores it in a list for {@link StoredCollection.retryParked}
   */
  readonly onError?: OnError
}

/**
 * Opens a collection whose rows are stored in the browser, beside the log. A collection over a store in memory, or over another storage
 * adapter, keeps its rows in memory. For a new version or other code of the definition, the library builds the rows again.
 *
 * @throws {@link InvalidArgument} an option is invalid, or another definition uses the name
 * @throws {@link StoreClosed}, {@link StorageFailed}, {@link StoreBlocked} the storage for rows could not be opened
 * @example
 * ```ts
 * const stored = await openCollection(store, todos)
 * await stored.query('byOwner', { equals: 'ann', limit: 50 })
 * ```
 */
export async function openCollection<Row, E extends DomainEvent>(
  store: EventStore<E>,
  definition: CollectionDefinition<Row, OfStore<E>>,
  options: CollectionOptions = {},
): Promise<StoredCollection<Row>> {
  check('store', store, object)
  checkDefinition(definition)
  check('definition', definition, aCollection)
  const { onError = 'stop' } = checkOptions(options, { onError: policy })
  const { name, version = 1, collection: rules } = definition
  const release = useNames(store, [definition])
  // The collection reads events and appends none. Each handler receives only events of its type.
  const parts = { store: store as unknown as EventStore, storage: rowsOf(store), name, rules, onError }
  const fingerprint = `${checksum(rules.source)}-${rules.source.length}`
  const opened = new StoredCollection<Row>(parts, { name, version, fingerprint }, release)
  try {
    await opened.start()
    return opened
  } catch (error) {
    opened.close()
    throw error
  }
}

const aCollection: Check = ['a collection of defineCollection', (value) => 'collection' in Object(value)]
const policies: readonly unknown[] = ['stop', 'skip', 'park']
const policy: Check = ['stop, skip or park', (value) => policies.includes(value)]
