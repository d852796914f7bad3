/** A session of WebDriver: a browser of its own. */
export interface WebDriverSession {
  readonly browserVersion: string
  /** @returns its handle */
  newWindow(): Promise<string>
  /** A command to a window, below the session's own path. One after the other: the session has one current window. */
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
  // A closed window cannot open another; this one is never closed.
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
      // The tabs behind the first one of a window have their timers slowed down.
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
  if (!response.ok) throw new Error(`WebDriver answered ${method} ${url} with ${JSON.stringify(value)}`)
  return value
}
