import { type ChildProcess, spawn } from 'node:child_process'

/** The id of a process that leads a group, to be killed, or the path of a folder, to be removed. */
type Leftover = number | string

let executor: ChildProcess | undefined

/**
 * Has something cleared away when this process is gone, however it ended: a second process waits for that.
 * @returns takes it back, for when it has been cleared away already
 */
export function leave(leftover: Leftover): () => void {
  tell('+', leftover)
  return () => tell('-', leftover)
}

function tell(change: '+' | '-', leftover: Leftover): void {
  executor ??= startExecutor()
  executor.stdin?.write(`${change}${JSON.stringify(leftover)}\n`)
}

function startExecutor(): ChildProcess {
  const child = spawn(process.execPath, ['-e', `(${execute})()`], {
    // A group of its own, or a signal meant for this process would end it too.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  // It ends when its input does, and that ends with this process.
  const input = child.stdin
  if (input && 'unref' in input && typeof input.unref === 'function') input.unref()
  return child
}

/** Runs in the second process, from its text alone. */
function execute(): void {
  const fs = process.getBuiltinModule('node:fs')
  let notes = ''
  process.stdin.on('data', (chunk) => {
    notes += chunk
  })
  process.stdin.on('end', () => {
    const left = new Set<string>()
    for (const note of notes.split('\n').filter(Boolean)) {
      if (note.startsWith('+')) left.add(note.slice(1))
      else left.delete(note.slice(1))
    }
    const leftovers = Array.from(left, (text): number | string => JSON.parse(text))
    for (const group of leftovers.filter((leftover) => typeof leftover === 'number')) {
      try {
        process.kill(-group, 'SIGKILL')
      } catch {
        // It has ended already.
      }
    }
    const folders = leftovers.filter((leftover) => typeof leftover === 'string')
    const remove = (): void => {
      for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    }
    // Again and again for a while: a browser that ends by itself writes to its folder until then.
    for (const delay of [0, 1_000, 3_000, 10_000]) setTimeout(remove, delay)
  })
}
