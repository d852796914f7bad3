import { once } from 'node:events'
import { createServer } from 'node:net'
import { startGroup } from './process-group.ts'

/** A running WebKitWebDriver. */
export interface WebKitDriver {
  readonly url: string
  /** Ends the driver and its browsers. */
  end(): Promise<void>
}

export async function startWebKitDriver(program: string, env: NodeJS.ProcessEnv): Promise<WebKitDriver> {
  // The driver exits if another process takes the free port first. The loop then tries another port.
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const port = await freePort()
    const group = startGroup(program, [`--port=${port}`], { env, stdio: 'ignore' })
    const url = `http://127.0.0.1:${port}`
    if (await Promise.race([answers(url), once(group.process, 'exit').then(() => false)]))
      return { url, end: group.end }
    await group.end()
  }
  throw new Error(`Expected ${program} to answer, but 5 attempts failed. Start it by hand to see its output.`)
}

async function answers(url: string): Promise<boolean> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/status`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return false
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string')
    throw new Error('Expected the server to have a port, found none.')
  return address.port
}
