import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ProcessGroup, startGroup } from '../engines/process-group.ts'

export type Command = {
  readonly program: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** A browser that nobody drives: all its processes can be killed at one blow. */
export class KillableBrowser {
  readonly #group: ProcessGroup

  constructor({ program, args, env }: Command) {
    this.#group = startGroup(program, args, { stdio: 'ignore', env })
  }

  /** None of its processes has a chance to finish anything. Resolves when the last of them is dead. */
  async kill(): Promise<void> {
    await this.#group.end()
    const { pid } = this.#group.process
    while (pid !== undefined && (await isAnyAlive(pid))) await sleep(1)
  }
}

/** Whether the group has a process that still runs. One that is dead and waits to be reaped belongs to it, too. */
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

/** The state of a process, if it belongs to the group. */
async function stateIn(id: string, group: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
  // Its name, in brackets, may hold anything.
  const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(processGroup) === group ? state : undefined
}
