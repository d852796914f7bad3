import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

/** Starts a program that runs on, leaves it and a folder behind, says which, and waits. */
const testator = `
  const { createServer } = await import('vite')
  const server = await createServer({
    appType: 'custom',
    logLevel: 'silent',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
  })
  const { leave } = await server.ssrLoadModule('/test/engines/last-will.ts')
  const { spawn } = await import('node:child_process')
  const heir = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
  leave(heir.pid)
  leave(process.argv[1])
  leave(process.argv[2])()
  process.stdout.write(String(heir.pid))
`

test('of a run that is killed, no browser and no profile is left; what was taken back stays', async () => {
  const [folder, kept] = [newFolder(), newFolder()]
  const killed = spawn(process.execPath, ['--input-type=module', '-e', testator, folder, kept], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(killed.stdout, 'data')
  const program = Number(said)
  expect(isRunning(program)).toBe(true)
  killed.kill('SIGKILL')
  await expect.poll(() => isRunning(program) || existsSync(folder), { timeout: 20_000 }).toBe(false)
  expect(existsSync(kept)).toBe(true)
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rewindable-left-'))
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
