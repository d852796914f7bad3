/** A WebDriver session with its own browser. */
export interface WebDriverSession {
  readonly browserVersion: string
  /** Opens a window and returns its handle. */
  newWindow(): Promise<string>
  /** Sends a command to a window, with a path below the session. Commands run in turn because a session has one current window. */
  inWindow(handle: string, method: Method, path: string, body?: object): Promise<unknown>
  /** Closes the browser. */
  end(): Promise<void>
}

type Method = 'GET' | 'POST' | 'DELETE'

interface Capabilities {
  readonly sessionId: string
  readonly capabilities: { readonly browserVersion: string }
}

export async function startSession(driver: string, capabilities: object): Promise<WebDriverSession> {
  const asked = { capabilities: { alwaysMatch: capabilities } }
  const { sessionId, capabilities: got } = (await call('POST', `${driver}/session`, asked)) as Capabilities
  const command = (method: Method, path: string, body?: object): Promise<unknown> =>
    call(method, `${driver}/session/${sessionId}${path}`, body)
  // The test never closes this window. A closed window could not open another one.
  const first = (await command('GET', '/window')) as string

  let last: Promise<unknown> = Promise.resolve()
  const inWindow: WebDriverSession['inWindow'] = (handle, method, path, body) => {
    const result = last.then(async () => {
      await command('POST', '/window', { handle })
      return command(method, path, body)
    })
    last = result.catch(() => {})
    return result
  }

  return {
    browserVersion: got.browserVersion,
    inWindow,
    newWindow: async () => {
      // WebKit throttles timers in background tabs of a window, so each tab gets its own window.
      const opened = await inWindow(first, 'POST', '/window/new', { type: 'window' })
      return (opened as { handle: string }).handle
    },
    end: async () => {
      await command('DELETE', '')
    },
  }
}

async function call(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}) })
  const { value } = (await response.json()) as { value: unknown }
  if (!response.ok) throw new Error(`Expected WebDriver to accept ${method} ${url}, received ${JSON.stringify(value)}`)
  return value
}
