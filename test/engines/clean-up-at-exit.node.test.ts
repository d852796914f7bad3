import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

/** Starts a program, registers it and a folder for cleanup, prints the process id and keeps running. */
const killedRun = `
  const { createServer } = await import('vite')
  const server = await createServer({
    appType: 'custom',
    logLevel: 'silent',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
  })
  const { cleanUpAtExit } = await server.ssrLoadModule('/test/engines/clean-up-at-exit.ts')
  const { spawn } = await import('node:child_process')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
  cleanUpAtExit(child.pid)
  cleanUpAtExit(process.argv[1])
  cleanUpAtExit(process.argv[2])()
  process.stdout.write(String(child.pid))
`

test('after a test run is killed, its programs and folders are removed, except unregistered ones', async () => {
  const [folder, unregistered] = [newFolder(), newFolder()]
  const killed = spawn(process.execPath, ['--input-type=module', '-e', killedRun, folder, unregistered], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await once(killed.stdout, 'data')
  const program = Number(output)
  expect(isRunning(program)).toBe(true)
  killed.kill('SIGKILL')
  await expect.poll(() => isRunning(program) || existsSync(folder), { timeout: 20_000 }).toBe(false)
  expect(existsSync(unregistered)).toBe(true)
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rewindable-cleanup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'a file'), '')
  return folder
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0)
  } catch {
    return false
  }
}
