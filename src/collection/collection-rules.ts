import { type Check, check, text } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { immediate } from '../events/handler-table.ts'
import type { CollectionParts, RowKeys } from './collection-parts.ts'
import { RowIndex } from './row-index.ts'
import { RowMissing } from './row-missing.ts'
import type { EditableRows } from './rows.ts'

/** Rows to which the rules apply an event. */
export interface HandledRows<Row> extends EditableRows<Row> {
  /** Replaces a row that `get` returned by the row that a handler made of it. */
  setReturned(key: string, row: Row): void
}

/** The rules for one event type. They accept any event, because {@link CollectionRules} finds them by the type of the event. */
type TypeRules<Row> = {
  readonly type: string
  readonly key: ((event: RecordedEvent) => RowKeys) | undefined
  /** The name of `key` in error messages. */
  readonly keyName: string
  readonly create: ((event: RecordedEvent, key: string) => Row) | undefined
  readonly when: ((row: Row, event: RecordedEvent, key: string) => Row | null | undefined) | undefined
  readonly whole: ((rows: EditableRows<Row>, event: RecordedEvent) => void) | undefined
}

/** The rules of a collection, which rows in memory and stored rows follow. */
export class CollectionRules<Row> {
  readonly indexes: ReadonlyMap<string, RowIndex<Row>>
  /** The source text of all rules. Collections with different texts are different. */
  readonly source: string
  readonly #byType: ReadonlyMap<string, TypeRules<Row>>
  readonly #skipsMissing: boolean
  readonly #initialRow: ((key: string) => Row) | undefined

  /** @param parts checked parts */
  constructor(parts: CollectionParts<Row, DomainEvent>) {
    const { key = {}, create = {}, when = {}, whole = {}, indexes = {}, onMissingRow, initialRow } = parts
    this.#skipsMissing = onMissingRow === 'skip'
    this.#initialRow = initialRow
    this.indexes = new Map(Object.entries(indexes).map(([name, rule]) => [name, new RowIndex(name, rule)]))
    this.#byType = new Map(typesIn([create, when, whole]).map((type) => [type, rulesFor(type, parts)]))
    this.source = sourceOf([key, create, when, whole, indexes, String(onMissingRow), String(initialRow)])
  }

  /** The event types that have a handler. */
  get types(): readonly string[] {
    return [...this.#byType.keys()]
  }

  /** Returns whether a handler of the whole collection exists for events of this type. */
  isWhole(type: string): boolean {
    return this.#byType.get(type)?.whole !== undefined
  }

  /**
   * Returns the keys of the rows that the handlers of single rows receive, each once. Handlers of the whole collection may use more rows.
   *
   * @throws {@link InvalidArgument} the rule returned an invalid key
   */
  keysOf(event: RecordedEvent): readonly string[] {
    const rules = this.#byType.get(event.type)
    return rules ? listed(keysOf(rules, event)) : []
  }

  /**
   * Applies an event to rows.
   *
   * @throws the error of a handler; {@link RowMissing}; {@link InvalidArgument} a rule returned no valid key or row
   */
  apply(rows: HandledRows<Row>, event: RecordedEvent): void {
    const rules = this.#byType.get(event.type)
    if (!rules) return
    const keys = keysOf(rules, event)
    if (typeof keys === 'string' && !rules.whole) return this.#applyToRow(rows, rules, keys, event)
    // A handler may keep its event and change it later, so each gets its own. The copies are made before the first handler runs.
    const events = listed(keys).map((key) => [key, copyOfEvent(event)] as const)
    for (const [key, copy] of events) this.#applyToRow(rows, rules, key, copy)
    if (rules.whole) immediate(rules.whole(checkedRows(rows, rules.type), event), 'whole', rules.type)
  }

  #applyToRow(rows: HandledRows<Row>, rules: TypeRules<Row>, key: string, event: RecordedEvent): void {
    const { type, create, when } = rules
    let row = when && rows.get(key)
    if (when && row === undefined && !create) {
      if (this.#skipsMissing) return
      if (!this.#initialRow) throw new RowMissing({ key, eventType: type })
      rows.set(key, checkedRow(immediate(this.#initialRow(key), 'initialRow'), 'initialRow'))
      row = rows.get(key)
    }
    if (!when || row === undefined) {
      const made = immediate(create?.(event, key), 'create', type)
      return rows.set(key, checkedRow(made, `create.${type}`))
    }
    const next = immediate(when(row, event, key), 'when', type)
    if (next === null) rows.delete(key)
    else if (next !== undefined) rows.setReturned(key, next)
    else if (typeof row !== 'object') {
      const expected = 'a handler that returns the next row (null deletes the row)'
      throw new InvalidArgument({ argument: `when.${type}`, expected, actual: next })
    }
  }
}

function typesIn(tables: readonly object[]): string[] {
  const handlers = tables.flatMap((table) => Object.entries(table))
  return [...new Set(handlers.flatMap(([type, handler]) => (handler === undefined ? [] : [type])))]
}

function rulesFor<Row>(type: string, parts: CollectionParts<Row, DomainEvent>): TypeRules<Row> {
  const { key, create, when, whole } = parts
  return {
    type,
    key: typeof key === 'function' ? key : ruleIn(key, type),
    keyName: typeof key === 'function' ? 'key' : `key.${type}`,
    create: ruleIn(create, type),
    // A handler that returns nothing returns `undefined`.
    when: ruleIn(when, type) as TypeRules<Row>['when'],
    whole: ruleIn(whole, type),
  }
}

/** Returns the rule for an event type. An event type can be named `constructor`. */
function ruleIn<Rule>(
  table: { readonly [type: string]: Rule | undefined } | undefined,
  type: string,
): Rule | undefined {
  return table && Object.hasOwn(table, type) ? table[type] : undefined
}

/** Returns the key or the keys of the rows for the handlers of single rows. */
function keysOf<Row>(rules: TypeRules<Row>, event: RecordedEvent): string | readonly string[] | undefined {
  const { key, keyName, create, when } = rules
  if (!create && !when) return undefined
  const keys = key ? key(event) : event.streamId
  if (typeof keys !== 'object') {
    if (keys !== undefined) check(keyName, keys, aKey)
    return keys
  }
  check(keyName, keys, ['an array of keys', Array.isArray])
  for (const one of keys) check(keyName, one, aKey)
  return [...new Set(keys)]
}

function listed(keys: string | readonly string[] | undefined): readonly string[] {
  return typeof keys === 'string' ? [keys] : (keys ?? [])
}

const aKey: Check = ['a non-empty string, an array of these, or undefined for no row', text[1]]
const aRow: Check = ['a row (any value except undefined and null)', (value) => value !== undefined && value !== null]

function checkedRow<Row>(row: Row | undefined, name: string): Row {
  check(name, row, aRow)
  return row as Row
}

/** Returns rows for a handler of the whole collection. */
function checkedRows<Row>(rows: EditableRows<Row>, type: string): EditableRows<Row> {
  const name = `whole.${type}`
  return {
    get: (key) => rows.get(key),
    set(key, row) {
      check(`${name}: key`, key, text)
      rows.set(key, checkedRow(row, `${name}: row`))
    },
    delete: (key) => rows.delete(key),
    by: (index, value) => rows.by(index, value),
  }
}

/** Returns the source text of functions and of tables of functions. The order of a table does not count. */
function sourceOf(rules: readonly unknown[]): string {
  return JSON.stringify(rules, (_, value: unknown) => {
    if (typeof value === 'function') return String(value)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
