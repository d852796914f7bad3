import { ImportRejected } from '../events/errors.ts'
import { largestText } from '../events/json-copy.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import type { ImportSource } from './file-options.ts'

/** A line of a file. Its number counts from 1. */
export type Line = { readonly number: number; readonly text: string }

/** Options of {@link readLines}. */
export type LinesOptions = {
  readonly signal?: AbortSignal | undefined
  /** Called for each chunk with the number of bytes read so far. */
  readonly onBytes: (bytes: number) => void
}

// The largest event, plus space for the ids in front of it.
const longestLine = largestText + 8 * 1024 * 1024

const charactersPerChunk = 2 ** 16
const bytesPerBlock = 2 ** 16
const lineEnd = 10
const byteOrderMark = '\ufeff'
// The possible first bytes of a UTF-16 file with a byte-order mark. UTF-8 contains neither.
const startsOfUtf16 = [0xff, 0xfe]

/**
 * Reads a source of UTF-8 and returns its lines one by one. The function skips a byte-order mark at the start and blank lines at the end.
 *
 * @throws {@link ImportRejected} the source is not UTF-8, a line is longer than any event, or a blank line precedes another line
 */
export async function* readLines(
  source: ImportSource,
  { signal, onBytes }: LinesOptions,
): AsyncGenerator<Line, void, undefined> {
  // A byte-order mark is allowed only before the first line, so `line` removes it.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let number = 1
  let bytes = 0
  // The parts of a line that continues in the next chunk.
  let pieces: string[] = []
  let length = 0
  let firstByte: number | undefined
  /** Number of the first line in the current run of blank lines. */
  let blankSince: number | undefined
  const slice = new TimeSlice()

  function rejected(problem: string, options?: ErrorOptions): ImportRejected {
    // The file continues after blank lines, so the first invalid line is the first blank one.
    if (blankSince !== undefined) return new ImportRejected({ line: blankSince, problem: 'the line is empty' })
    return new ImportRejected({ line: number, problem }, options)
  }

  function take(piece: Uint8Array, isLast: boolean): void {
    try {
      pieces.push(decoder.decode(piece, { stream: !isLast }))
    } catch (cause) {
      const isUtf16 = number === 1 && startsOfUtf16.includes(firstByte ?? 0)
      throw rejected(`the line is not UTF-8 text${isUtf16 ? ' but UTF-16; save the file as UTF-8' : ''}`, { cause })
    }
    length += pieces.at(-1)?.length ?? 0
    if (length > longestLine) throw rejected(`the line is longer than ${longestLine} characters`)
  }

  /** @returns undefined for a blank line */
  function line(whole: string): Line | undefined {
    const text = number === 1 && whole.startsWith(byteOrderMark) ? whole.slice(1) : whole
    const blank = isBlank(text)
    if (blank) blankSince ??= number
    else if (blankSince !== undefined) throw rejected('the line is empty')
    number += 1
    return blank ? undefined : { number: number - 1, text }
  }

  function lineOfPieces(): Line | undefined {
    const text = pieces.join('')
    pieces = []
    length = 0
    return line(text)
  }

  function* linesIn(block: Uint8Array): Generator<Line, void, undefined> {
    const text = textOf(block, decoder)
    if (text !== undefined) {
      for (const each of text.split('\n')) {
        const next = line(each)
        if (next) yield next
      }
      return
    }
    // The block is invalid or is one long line. This loop decodes single lines, so that an error has the number of the first invalid line.
    for (let start = 0; start <= block.length; ) {
      const end = block.indexOf(lineEnd, start)
      const next = end === -1 ? block.length : end
      take(block.subarray(start, next), true)
      const taken = lineOfPieces()
      if (taken) yield taken
      start = next + 1
    }
  }

  for await (const chunk of chunksOf(source, signal)) {
    if (Object.prototype.toString.call(chunk) !== '[object Uint8Array]')
      throw rejected('expected chunks of type Uint8Array, found another type')
    bytes += chunk.byteLength
    firstByte ??= chunk[0]
    onBytes(bytes)
    // During a run of blank lines, the consumer receives no line. So this loop itself yields to the main thread.
    if (slice.isOver) await slice.renew()
    // A line that began in the previous chunk ends here.
    const firstEnd = chunk.indexOf(lineEnd)
    let start = firstEnd + 1
    if (firstEnd !== -1) {
      take(chunk.subarray(0, firstEnd), true)
      const taken = lineOfPieces()
      if (taken) yield taken
    }
    for (let end = endOfBlock(chunk, start); end !== -1; end = endOfBlock(chunk, start)) {
      yield* linesIn(chunk.subarray(start, end))
      start = end + 1
    }
    take(chunk.subarray(start), false)
  }
  take(new Uint8Array(), true)
  const last = length > 0 ? lineOfPieces() : undefined
  if (last) yield last
}

/** Returns whether a line consists of JSON whitespace only. */
function isBlank(text: string): boolean {
  return /^[ \t\r]*$/.test(text)
}

/**
 * Returns the end of the last line that ends within a block from `start`. If no line ends there, returns the end of the first line, or -1
 * if the chunk does not contain that end.
 */
function endOfBlock(chunk: Uint8Array, start: number): number {
  const last = chunk.lastIndexOf(lineEnd, start + bytesPerBlock)
  return last >= start ? last : chunk.indexOf(lineEnd, start)
}

/**
 * Decodes a block of many lines at a time. A separate view of the chunk for each line would cause long garbage collections.
 *
 * @returns undefined if the block is not UTF-8, or if it is one long line
 */
function textOf(block: Uint8Array, decoder: TextDecoder): string | undefined {
  try {
    return block.length > bytesPerBlock ? undefined : decoder.decode(block)
  } catch {
    return undefined
  }
}

async function* chunksOf(source: ImportSource, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const half = typeof source === 'string' ? source.search(/\p{Surrogate}/u) : -1
  if (typeof source === 'string' && half !== -1) {
    // `TextEncoder` would replace half of a surrogate pair by another character.
    throw new ImportRejected({ line: source.slice(0, half).split('\n').length, problem: 'the line is not UTF-8 text' })
  }
  const stream = typeof source === 'string' ? encoded(source) : source instanceof Blob ? source.stream() : source
  // Safari does not support `for await` over streams.
  const reader = stream.getReader()
  // Cancelling ends even a pending read of a stalled source.
  const cancel = (): void => {
    reader.cancel(signal?.reason).catch(() => {})
  }
  signal?.addEventListener('abort', cancel)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      // A cancelled stream ends like a complete one.
      signal?.throwIfAborted()
      if (done) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}

/** Streams a string as UTF-8. Browsers limit the size of Blobs, and report a network error for a text above the limit. */
function encoded(text: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let start = 0
  return new ReadableStream({
    pull(controller) {
      if (start >= text.length) return controller.close()
      let end = start + charactersPerChunk
      // Keeps surrogate pairs together.
      if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end += 1
      controller.enqueue(encoder.encode(text.slice(start, end)))
      start = end
    },
  })
}
