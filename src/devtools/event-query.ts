import type { RecordedEvent } from '../log/domain-event.ts'

/** What a person looks for. All of it must be so of an event; case does not matter. */
export type EventQuery = {
  /** Parts of the type's name: one of them. */
  readonly types: readonly string[]
  /** Parts of the stream's id: one of them. */
  readonly streams: readonly string[]
  /** Correlation ids: one of them, exactly. */
  readonly correlations: readonly string[]
  /** Found anywhere in the event: in its data, its metadata, its ids. */
  readonly texts: readonly string[]
}

const part = /(?:(type|stream|correlation):)?(?:"([^"]*)"|(\S+))/gi

/**
 * Reads what was typed: `type:Deposited stream:account:1 correlation:42 rent "half of dinner"`.
 *
 * @returns undefined: nothing was typed, and every event is visible
 */
export function parseQuery(typed: string): EventQuery | undefined {
  const found: Record<'type' | 'stream' | 'correlation' | 'text', string[]> = {
    type: [],
    stream: [],
    correlation: [],
    text: [],
  }
  for (const [, kind = 'text', quoted, word] of typed.matchAll(part)) {
    const wanted = quoted ?? word ?? ''
    if (wanted !== '') found[kind.toLowerCase() as keyof typeof found].push(wanted.toLowerCase())
  }
  const { type: types, stream: streams, correlation: correlations, text: texts } = found
  if (types.length + streams.length + correlations.length + texts.length === 0) return undefined
  return { types, streams, correlations, texts }
}

/** A part of a query, written so that {@link parseQuery} reads it. */
export function queryPart(kind: 'type' | 'stream' | 'correlation', wanted: string): string {
  return `${kind}:${/[\s"]/.test(wanted) ? `"${wanted.replaceAll('"', '')}"` : wanted}`
}

export function isMatch({ types, streams, correlations, texts }: EventQuery, event: RecordedEvent): boolean {
  const isIn = (text: string, wanted: readonly string[]): boolean => {
    if (wanted.length === 0) return true
    const lower = text.toLowerCase()
    return wanted.some((one) => lower.includes(one))
  }
  if (!isIn(event.type, types) || !isIn(event.streamId, streams)) return false
  if (correlations.length > 0 && !correlations.includes(String(event.metadata.correlationId).toLowerCase()))
    return false
  if (texts.length === 0) return true
  const said = JSON.stringify(event).toLowerCase()
  return texts.every((text) => said.includes(text))
}
