import type { RecordedEvent } from '../../events/domain-event.ts'

/** A parsed search. An event must satisfy all parts; case is ignored. */
export type EventQuery = {
  /** The type must contain one of these. */
  readonly types: readonly string[]
  /** The stream id must contain one of these. */
  readonly streams: readonly string[]
  /** The correlation id must equal one of these. */
  readonly correlations: readonly string[]
  /** The event as JSON must contain all of these. */
  readonly texts: readonly string[]
}

const part = /(?:(type|stream|correlation):)?(?:"([^"]*)"|(\S+))/gi

/**
 * Parses a search such as `type:Deposited stream:account:1 correlation:42 rent "half of dinner"`.
 *
 * @returns `undefined` for an empty search, which every event matches
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

/** Returns one part of a search, in the syntax of {@link parseQuery}. */
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
