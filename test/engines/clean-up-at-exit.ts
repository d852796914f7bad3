import { type ChildProcess, spawn } from 'node:child_process'

/** The id of a process group to kill, or the path of a folder to remove. */
type Resource = number | string

let cleanupProcess: ChildProcess | undefined

/**
 * Removes a resource when this process ends, even after SIGKILL. A second process waits for the end and does the cleanup.
 *
 * @returns a function that unregisters the resource, for callers that have removed it themselves
 */
export function cleanUpAtExit(resource: Resource): () => void {
  send('+', resource)
  return () => send('-', resource)
}

function send(change: '+' | '-', resource: Resource): void {
  cleanupProcess ??= startCleanupProcess()
  cleanupProcess.stdin?.write(`${change}${JSON.stringify(resource)}\n`)
}

function startCleanupProcess(): ChildProcess {
  const child = spawn(process.execPath, ['-e', `(${cleanUp})()`], {
    // With its own group, the cleanup process survives signals to the group of this process.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  // The cleanup process ends after its input ends, and the input ends with this process.
  const input = child.stdin
  if (input && 'unref' in input && typeof input.unref === 'function') input.unref()
  return child
}

/** Runs in the second process. The function is passed as source text, so it cannot use variables of this module. */
function cleanUp(): void {
  const fs = process.getBuiltinModule('node:fs')
  let lines = ''
  process.stdin.on('data', (chunk) => {
    lines += chunk
  })
  process.stdin.on('end', () => {
    const registered = new Set<string>()
    for (const line of lines.split('\n').filter(Boolean)) {
      if (line.startsWith('+')) registered.add(line.slice(1))
      else registered.delete(line.slice(1))
    }
    const resources = Array.from(registered, (text): number | string => JSON.parse(text))
    for (const group of resources.filter((resource) => typeof resource === 'number')) {
      try {
        process.kill(-group, 'SIGKILL')
      } catch {
        // The group has already ended.
      }
    }
    const folders = resources.filter((resource) => typeof resource === 'string')
    const remove = (): void => {
      for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    }
    // A browser that is shutting down still writes to its folder, so one attempt is not enough.
    for (const delay of [0, 1_000, 3_000, 10_000]) setTimeout(remove, delay)
  })
}
