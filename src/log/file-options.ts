// What the files of an event store are asked for, and what comes back.

/** Options of {@link EventStore.exportJsonl}. */
export type ExportOptions = {
  /** The last position to write, default: the end of the log when the export starts. */
  readonly toPosition?: number
  readonly signal?: AbortSignal
}

/** Options of {@link EventStore.importJsonl}. */
export type ImportOptions = {
  /** Called after each few hundred lines, and once after the last. */
  readonly onProgress?: (progress: ImportProgress) => void
  /** Aborting rejects with the signal's reason and leaves the store as it was. */
  readonly signal?: AbortSignal
}

/** Options of {@link EventStore.replaceFromJsonl}. */
export type ReplaceOptions = ImportOptions & {
  /**
   * Whether a file without events makes the log empty. Default `false`: it rejects with {@link ImportRejected}, because such a file is
   * mostly a download or an upload that failed. The export of an empty log needs `true`.
   */
  readonly allowEmpty?: boolean
}

/** How far an import got. */
export type ImportProgress = {
  /** Lines read and found good so far. */
  readonly lines: number
  /** Bytes of the file read so far. */
  readonly bytes: number
}

/** What an import did. */
export type ImportResult = {
  /** Events written. */
  readonly imported: number
  /** Events of the file that the store already had, the same. */
  readonly alreadyThere: number
  /** Where the log ends now. */
  readonly lastPosition: number
}

/** What an import reads: a file picked by a person, a `fetch` body, an {@link EventStore.exportJsonl}, or the text itself. */
export type ImportSource = Blob | ReadableStream<Uint8Array> | string
