import type { JsonValue } from '../log/domain-event.ts'
import type { RewindableError } from '../log/errors.ts'
import { isSameJson } from '../log/same-json.ts'

/** @throws {Error} the two differ; says how */
export function assertSame(actual: unknown, expected: unknown): void {
  // Only JSON is compared here; a value that is missing counts as missing, wherever it is.
  if (!isSameJson(actual as JsonValue, expected as JsonValue)) {
    throw new Error(`Expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`)
  }
}

/**
 * @param fields values that the error must carry
 * @throws {Error} the promise resolves, or rejects with something else
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
  if (!(error instanceof Error)) throw new Error(`Expected a rejection with ${code}, found none`)
  // One by one: WebKit's errors have a `line` of their own, which hides from a spread.
  const found = Object.fromEntries(Object.keys(fields).map((key) => [key, Reflect.get(error, key)]))
  assertSame({ ...found, code: error.name }, { ...fields, code })
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}
