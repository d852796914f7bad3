import { Breath, breathe } from '../log/breathe.ts'
import { ImportRejected } from '../log/errors.ts'
import type { ImportSource } from '../log/file-options.ts'
import { largestText } from '../log/json-copy.ts'

/** A line of a file, counted from 1. */
export type Line = { readonly number: number; readonly text: string }

export type LinesOptions = {
  readonly signal?: AbortSignal | undefined
  /** Called for each piece of the file with the number of bytes read so far. */
  readonly onBytes: (bytes: number) => void
}

// The largest event, with room for the ids that stand before it.
const longestLine = largestText + 8 * 1024 * 1024

const charactersAStep = 2 ** 16
const bytesAStep = 2 ** 16
const lineEnd = 10
const byteOrderMark = '\ufeff'
// The first byte of a UTF-16 file that has a byte-order mark. UTF-8 contains neither.
const startsOfUtf16 = [0xff, 0xfe]

/**
 * Splits UTF-8 into lines as it streams in. Blank lines at the end of the file and a byte-order mark at its start are left out.
 *
 * @throws {@link ImportRejected} bytes are not UTF-8, a line is longer than any event, or a blank line is not at the end
 */
export async function* linesOf(
  source: ImportSource,
  { signal, onBytes }: LinesOptions,
): AsyncGenerator<Line, void, undefined> {
  // A mark may only stand before the first line.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let number = 1
  let bytes = 0
  // A line that goes on in the next chunk is kept in pieces, because it can be long.
  let pieces: string[] = []
  let length = 0
  let firstByte: number | undefined
  /** The first of the blank lines read last. Only its number is kept: there can be many. */
  let blankSince: number | undefined
  const breath = new Breath()

  function rejected(problem: string, options?: ErrorOptions): ImportRejected {
    // More follows the blank lines, so the first of them is the first wrong line.
    if (blankSince !== undefined) return new ImportRejected({ line: blankSince, problem: 'it is empty' })
    return new ImportRejected({ line: number, problem }, options)
  }

  function take(piece: Uint8Array, isLast: boolean): void {
    try {
      pieces.push(decoder.decode(piece, { stream: !isLast }))
    } catch (cause) {
      const isUtf16 = number === 1 && startsOfUtf16.includes(firstByte ?? 0)
      throw rejected(`it is not UTF-8 text${isUtf16 ? ' but UTF-16: save the file as UTF-8' : ''}`, { cause })
    }
    length += pieces.at(-1)?.length ?? 0
    if (length > longestLine) throw rejected(`it is longer than ${longestLine} characters`)
  }

  /** @returns nothing for a blank line */
  function line(whole: string): Line | undefined {
    const text = number === 1 && whole.startsWith(byteOrderMark) ? whole.slice(1) : whole
    const blank = isBlank(text)
    if (blank) blankSince ??= number
    else if (blankSince !== undefined) throw rejected('it is empty')
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
    // Each by itself, so that what is wrong is found in its line, after what is wrong in the lines before it.
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
    if (Object.prototype.toString.call(chunk) !== '[object Uint8Array]') throw rejected('it is not made of bytes')
    bytes += chunk.byteLength
    firstByte ??= chunk[0]
    onBytes(bytes)
    // Blank lines are not yielded, so no consumer lets the page paint in between.
    if (breath.isDue) await breath.take(breathe)
    // What began in the chunk before goes on as far as this.
    const firstEnd = chunk.indexOf(lineEnd)
    let start = firstEnd + 1
    if (firstEnd !== -1) {
      take(chunk.subarray(0, firstEnd), true)
      const taken = lineOfPieces()
      if (taken) yield taken
    }
    for (let end = endOfStep(chunk, start); end !== -1; end = endOfStep(chunk, start)) {
      yield* linesIn(chunk.subarray(start, end))
      start = end + 1
    }
    take(chunk.subarray(start), false)
  }
  take(new Uint8Array(), true)
  const last = length > 0 ? lineOfPieces() : undefined
  if (last) yield last
}

/** Whether a line holds nothing but what JSON calls whitespace. */
function isBlank(text: string): boolean {
  return /^[ \t\r]*$/.test(text)
}

/** @returns where the last line ends that a step from `start` holds whole, or the first if none does; -1 if that has no end */
function endOfStep(chunk: Uint8Array, start: number): number {
  const last = chunk.lastIndexOf(lineEnd, start + bytesAStep)
  return last >= start ? last : chunk.indexOf(lineEnd, start)
}

/**
 * Many lines at a time: each view of a chunk that is handed to a decoder is one more thing that the browser has to clear away,
 * in one go.
 *
 * @returns nothing if it is not UTF-8, or may be longer than a line can be
 */
function textOf(block: Uint8Array, decoder: TextDecoder): string | undefined {
  try {
    return block.length > bytesAStep ? undefined : decoder.decode(block)
  } catch {
    return undefined
  }
}

async function* chunksOf(source: ImportSource, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const half = typeof source === 'string' ? source.search(/\p{Surrogate}/u) : -1
  if (typeof source === 'string' && half !== -1) {
    // Turned into bytes, it would become another character.
    throw new ImportRejected({ line: source.slice(0, half).split('\n').length, problem: 'it is not UTF-8 text' })
  }
  const stream = typeof source === 'string' ? encoded(source) : source instanceof Blob ? source.stream() : source
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
      // What was cancelled ends like what was read to its end, also in the middle of a line.
      signal?.throwIfAborted()
      if (done) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}

/** Not by way of a Blob: browsers have little room for those, and say of a text that finds none that the network failed. */
function encoded(text: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let start = 0
  return new ReadableStream({
    pull(controller) {
      if (start >= text.length) return controller.close()
      let end = start + charactersAStep
      // The halves of a character stay together.
      if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end += 1
      controller.enqueue(encoder.encode(text.slice(start, end)))
      start = end
    },
  })
}
