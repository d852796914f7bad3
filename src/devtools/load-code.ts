import { RewindableError } from '../events/errors.ts'
import { inWords } from '../values/value-in-words.ts'

/** Code of the element failed to load: the browser is offline, or a deployment removed the file. */
export class CodeUnavailable extends RewindableError {
  readonly code = 'CodeUnavailable'

  constructor(options: ErrorOptions) {
    const remedy =
      'Check the connection and try again. If that also fails, reload the page: a newer version may be deployed'
    super(
      `Expected to load code that the devtools element needs, but it did not load (${inWords(options.cause)}). ${remedy}.`,
      {},
      options,
    )
  }
}

/**
 * Loads code that is not needed at first. Failures are not cached, so another call retries. Chromium then requests
 * the file again. Firefox caches the failure until the page is reloaded. Code cannot change this behaviour.
 *
 * @throws {@link CodeUnavailable} if the code did not load
 */
export async function loadCode<Code>(load: () => Promise<Code>): Promise<Code> {
  try {
    return await load()
  } catch (cause) {
    throw new CodeUnavailable({ cause })
  }
}
