import type { JsonValue } from '../events/domain-event.ts'
import type { RewindableError } from '../events/errors.ts'
import { isSameJson } from '../events/same-json.ts'

/**
 * @param rule the rule that the values prove; the message ends with the rule
 * @throws {Error} the values differ; the message shows both
 */
export function assertSame(actual: unknown, expected: unknown, rule?: string): void {
  // Sound: the callers compare JSON values only. `undefined` equals only itself.
  if (!isSameJson(actual as JsonValue, expected as JsonValue)) {
    const reason = rule === undefined ? '' : `. ${rule}.`
    throw new Error(`Expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}${reason}`)
  }
}

/**
 * Waits for a promise to reject with an error of the library.
 *
 * @param fields the expected values of the error's fields
 * @throws {Error} the promise resolves, or rejects with another error
 */
export async function assertRejects(
  promise: Promise<unknown>,
  code: RewindableError['code'],
  fields: Readonly<Record<string, JsonValue>> = {},
): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error(`Expected a rejection with ${code}, but no error was thrown`)
  // Read one by one: in WebKit, errors have a non-enumerable field `line` that a spread omits.
  const found = Object.fromEntries(Object.keys(fields).map((key) => [key, Reflect.get(error, key)]))
  assertSame({ ...found, code: error.name }, { ...fields, code })
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}
