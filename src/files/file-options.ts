/** Options of {@link exportJsonl}. */
export type ExportOptions = {
  /** The last position to export, from 0. Default: the end of the log when the export starts. */
  readonly toPosition?: number
  /** Aborting makes the stream fail with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Options of {@link importJsonl}. */
export type ImportOptions = {
  /** Called after every few hundred lines, and at the end. */
  readonly onProgress?: (progress: ImportProgress) => void
  /** Aborting rejects with the signal's reason. The store does not change. */
  readonly signal?: AbortSignal
}

/** Options of {@link replaceFromJsonl}. */
export type ReplaceOptions = ImportOptions & {
  /**
   * Whether a file without events may empty the log. Default `false`: such a file rejects with {@link ImportRejected}, because it
   * usually comes from a failed download or upload. The export of an empty log needs `true`.
   */
  readonly allowEmpty?: boolean
}

/** The progress of an import. */
export type ImportProgress = {
  /** Valid lines read so far. */
  readonly lines: number
  /** Bytes of the file read so far. */
  readonly bytes: number
}

/** The result of an import. */
export type ImportResult = {
  /** Events written. */
  readonly imported: number
  /** Events of the file that the log already had. */
  readonly alreadyThere: number
  /** The last position of the log after the import. */
  readonly lastPosition: number
}

/** The source of an import: a file from a file picker, a `fetch` body, the stream of {@link exportJsonl}, or text. */
export type ImportSource = Blob | ReadableStream<Uint8Array> | string
