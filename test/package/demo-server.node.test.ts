import { createLogger, createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'

const root = new URL('../..', import.meta.url).pathname

test('the demo server starts without warnings or errors when only the packages of this project are installed', async () => {
  const messages: string[] = []
  const addMessage = (words: string): void => {
    messages.push(words)
  }
  const customLogger = { ...createLogger('silent'), warn: addMessage, warnOnce: addMessage, error: addMessage }
  const server = await createServer({
    ...{ root, mode: 'development', customLogger, cacheDir: `${root}node_modules/.vite/demo-server-test` },
    server: { host: '127.0.0.1', port: 0 },
    optimizeDeps: { force: true },
  })
  onTestFinished(() => server.close())
  await server.listen()
  await server.environments.client.depsOptimizer?.scanProcessing
  expect(messages).toEqual([])
})
