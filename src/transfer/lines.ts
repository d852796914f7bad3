import { ImportRejected } from '../log/errors.ts'
import type { ImportSource } from '../log/event-store.ts'
import { largestText } from '../log/json-copy.ts'

/** A line of a file, counted from 1, and how many bytes were read to get it. */
export type Line = { readonly number: number; readonly text: string; readonly bytes: number }

// The largest event, with room for the ids that stand before it.
const longestLine = largestText + 8 * 1024 * 1024

/**
 * Splits UTF-8 into lines as it streams in.
 *
 * @throws {@link ImportRejected} the bytes are not UTF-8, or a line is longer than any event
 */
export async function* linesOf(source: ImportSource, signal?: AbortSignal): AsyncGenerator<Line, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let number = 0
  let bytes = 0
  // The beginning of a line that goes on in the next chunk; kept in pieces, because a line can be long.
  let pieces: string[] = []
  let length = 0

  function decode(chunk?: Uint8Array): string {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (cause) {
      throw new ImportRejected({ line: number + 1, problem: 'it is not UTF-8 text' }, { cause })
    }
  }

  function take(piece: string): void {
    pieces.push(piece)
    length += piece.length
    if (length > longestLine) {
      throw new ImportRejected({ line: number + 1, problem: `it is longer than ${longestLine} characters` })
    }
  }

  function line(): Line {
    const text = pieces.join('')
    pieces = []
    length = 0
    number += 1
    return { number, text, bytes }
  }

  for await (const chunk of chunksOf(source, signal)) {
    bytes += chunk.byteLength
    const text = decode(chunk)
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      take(text.slice(start, end))
      yield line()
      start = end + 1
    }
    take(text.slice(start))
  }
  take(decode())
  if (length > 0) yield line()
}

async function* chunksOf(source: ImportSource, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const half = typeof source === 'string' ? source.search(/\p{Surrogate}/u) : -1
  if (typeof source === 'string' && half !== -1) {
    // Turned into bytes, it would become another character.
    throw new ImportRejected({ line: source.slice(0, half).split('\n').length, problem: 'it is not UTF-8 text' })
  }
  const stream = source instanceof ReadableStream ? source : new Blob([source]).stream()
  // A reader rather than `for await`, which Safari does not know for streams.
  const reader = stream.getReader()
  // Also of a source that has stalled: cancelling ends the read that is waiting for it.
  const cancel = (): void => {
    reader.cancel(signal?.reason).catch(() => {})
  }
  signal?.addEventListener('abort', cancel)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}
