import { createLogger, createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'

const root = new URL('../..', import.meta.url).pathname

test('the server of the demo starts without a complaint, where nothing but the project is installed', async () => {
  const complaints: string[] = []
  const complain = (words: string): void => {
    complaints.push(words)
  }
  const customLogger = { ...createLogger('silent'), warn: complain, warnOnce: complain, error: complain }
  const server = await createServer({
    ...{ root, mode: 'development', customLogger, cacheDir: `${root}node_modules/.vite/demo-server-test` },
    server: { host: '127.0.0.1', port: 0 },
    optimizeDeps: { force: true },
  })
  onTestFinished(() => server.close())
  await server.listen()
  await server.environments.client.depsOptimizer?.scanProcessing
  expect(complaints).toEqual([])
})
