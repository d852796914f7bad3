import { ImportRejected } from '../log/errors.ts'
import type { ImportSource } from '../log/event-store.ts'

/** A line of a file, counted from 1, and how many bytes were read to get it. */
export type Line = { readonly number: number; readonly text: string; readonly bytes: number }

/**
 * Splits UTF-8 into lines as it streams in.
 *
 * @throws {@link ImportRejected} the bytes are not UTF-8
 */
export async function* linesOf(source: ImportSource, signal?: AbortSignal): AsyncGenerator<Line, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let number = 0
  let bytes = 0
  // The beginning of a line that goes on in the next chunk; kept in pieces, because a line can be long.
  let pieces: string[] = []

  function decode(chunk?: Uint8Array): string {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (cause) {
      throw new ImportRejected({ line: number + 1, problem: 'it is not UTF-8 text' }, { cause })
    }
  }

  for await (const chunk of chunksOf(source, signal)) {
    bytes += chunk.byteLength
    const [rest = '', ...following] = decode(chunk).split('\n')
    pieces.push(rest)
    for (const next of following) {
      number += 1
      yield { number, text: pieces.join(''), bytes }
      pieces = [next]
    }
  }
  const last = pieces.join('') + decode()
  if (last !== '') yield { number: number + 1, text: last, bytes }
}

async function* chunksOf(source: ImportSource, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
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
