import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ProcessGroup, startGroup } from '../engines/process-group.ts'

export type Command = {
  readonly program: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** A browser without a driver. One call kills all its processes. */
export class KillableBrowser {
  readonly #group: ProcessGroup

  constructor({ program, args, env }: Command) {
    this.#group = startGroup(program, args, { stdio: 'ignore', env })
  }

  /** Kills all processes with SIGKILL. Resolves when no process runs any more. */
  async kill(): Promise<void> {
    await this.#group.end()
    const { pid } = this.#group.process
    while (pid !== undefined && (await isAnyAlive(pid))) await sleep(1)
  }
}

/** Returns whether a process of the group still runs. Zombie processes stay in the group and do not count. */
async function isAnyAlive(group: number): Promise<boolean> {
  try {
    process.kill(-group, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const states = await Promise.all(processes.map((id) => stateIn(id, group)))
  return states.some((state) => state !== undefined && state !== 'Z' && state !== 'X')
}

/** Returns the state of a process, or undefined if it is not in the group. */
async function stateIn(id: string, group: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
  // The process name in parentheses can contain spaces and parentheses.
  const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(processGroup) === group ? state : undefined
}
