import { RewindableError } from '../log/errors.ts'
import { inWords } from '../log/in-words.ts'

/** Code of the element could not be loaded: the browser is offline, or a deployment removed the file. */
export class CodeUnavailable extends RewindableError {
  readonly code = 'CodeUnavailable'

  constructor(options: ErrorOptions) {
    const remedy =
      'Check the connection and try again. If that fails too, reload the page: a newer version may be deployed'
    super(
      `Expected to load more code of the element, but it did not load (${inWords(options.cause)}). ${remedy}.`,
      {},
      options,
    )
  }
}

/**
 * Loads code that few visits need. Nothing is kept of a failure, so the next call is the next attempt: Chromium requests the
 * file again. Firefox remembers the failure until the page is reloaded, and no code can change that.
 *
 * @throws {@link CodeUnavailable} it did not load
 */
export async function loadCode<Code>(load: () => Promise<Code>): Promise<Code> {
  try {
    return await load()
  } catch (cause) {
    throw new CodeUnavailable({ cause })
  }
}
