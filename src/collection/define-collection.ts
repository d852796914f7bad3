import { type Check, check, checkOptions, object, ordinal, text } from '../events/argument-checks.ts'
import type { DomainEvent, PlainEvent, RecordedEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { checkHandlers, handler } from '../events/handler-table.ts'
import type { Handlers, ProjectionDefinition } from '../projection/define-projection.ts'
import type { CollectionParts } from './collection-parts.ts'
import { CollectionRules } from './collection-rules.ts'
import { emptyRows } from './row-tree.ts'
import type { Rows } from './rows.ts'
import { RowsDraft } from './rows-draft.ts'

/** A collection: a projection whose state is the rows by key. Every API that takes a projection takes a collection. */
export type CollectionDefinition<Row, E extends DomainEvent> = ProjectionDefinition<Rows<Row>, E> & {
  /** The compiled rules, for `openCollection`. */
  readonly collection: CollectionRules<Row>
}

/**
 * Defines a collection: rows by key, a handler for each event type, and indexes. The cost of an event depends on the rows
 * that it changes, not on the number of all rows.
 *
 * @throws {@link InvalidArgument} a part of the definition is unknown or invalid
 * @example
 * ```ts
 * const todos = defineCollection<Todo, TodoEvent>({
 *   name: 'todos',
 *   create: { TodoAdded: ({ data }) => ({ title: data.title, owner: data.owner, done: false }) },
 *   when: {
 *     TodoDone: (todo) => { todo.done = true },
 *     TodoRemoved: () => null,
 *   },
 *   indexes: { byOwner: (todo) => todo.owner },
 * })
 * ```
 */
export function defineCollection<Row, E extends PlainEvent<E>>(
  parts: CollectionParts<Row, E>,
): CollectionDefinition<Row, E> {
  const given = checkedParts(parts)
  const { name, version = 1 } = given
  const collection = new CollectionRules<Row>(withAnyEvent(given))
  return { name, version, initialState: () => emptyRows(collection.indexes), when: handlersOf(collection), collection }
}

// Each handler accepts any event, so it accepts the events of its type.
function handlersOf<Row, E extends DomainEvent>(rules: CollectionRules<Row>): Handlers<Rows<Row>, E> {
  return Object.fromEntries<unknown>(rules.types.map((type) => [type, handlerOf(rules, type)])) as Handlers<
    Rows<Row>,
    E
  >
}

/** Returns the handler of an event type for the fold, which passes a draft of the rows. */
function handlerOf<Row>(rules: CollectionRules<Row>, type: string): (rows: unknown, event: RecordedEvent) => void {
  const isWhole = rules.isWhole(type)
  return (rows, event) => {
    check('rows', rows, aDraft)
    const draft = rows as RowsDraft<Row>
    draft.beginEvent(isWhole)
    rules.apply(draft, event)
  }
}

const aDraft: Check = ['a draft of the rows of a collection', (value) => value instanceof RowsDraft]

// A rule is called only with events of its type.
function withAnyEvent<Row, E extends DomainEvent>(parts: CollectionParts<Row, E>): CollectionParts<Row, DomainEvent> {
  return parts as CollectionParts<Row, never> as CollectionParts<Row, DomainEvent>
}

function checkedParts<Row, E extends DomainEvent>(parts: CollectionParts<Row, E>): CollectionParts<Row, E> {
  check('definition', parts, object)
  const given = checkOptions(parts, partChecks)
  check('name', given.name, text)
  for (const name of ['key', 'create', 'when', 'whole'] as const) {
    const table = given[name]
    if (table !== undefined && typeof table !== 'function') checkHandlers(name, table)
  }
  for (const [name, rule] of Object.entries(given.indexes ?? {})) check(`indexes.${name}`, rule, indexRule)
  if (given.initialRow && given.onMissingRow) {
    const expected = 'no "onMissingRow" beside "initialRow", because no row is missing then'
    throw new InvalidArgument({ argument: 'onMissingRow', expected, actual: given.onMissingRow })
  }
  return given
}

const keyRule: Check = [
  'a function, or a plain object with a function for each event type',
  (value) => handler[1](value) || typeof value === 'object',
]
const indexRule: Check = [
  'a function, or an object with the function "each"',
  (value) =>
    handler[1](value) || (typeof value === 'object' && value !== null && 'each' in value && handler[1](value.each)),
]
const partChecks = {
  name: text,
  version: ordinal,
  key: keyRule,
  create: object,
  when: object,
  whole: object,
  indexes: object,
  onMissingRow: ["'fail' or 'skip'", (value) => value === 'fail' || value === 'skip'],
  initialRow: handler,
} satisfies Record<string, Check>
