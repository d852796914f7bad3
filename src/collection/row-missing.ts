import { RewindableError } from '../events/errors.ts'

/** An event changes a row that does not exist. It is the `cause` of a {@link ProjectionFailed}. */
export class RowMissing extends RewindableError {
  readonly code = 'RowMissing'
  /** The key of the missing row. */
  declare readonly key: string

  constructor({ key, eventType }: { key: string; eventType: string }) {
    super(
      `when.${eventType}: expected a row with the key ${JSON.stringify(key)}, found none. Create the row in "create", set ` +
        '"initialRow", or skip such events with onMissingRow: \'skip\'.',
      { key },
    )
  }
}
