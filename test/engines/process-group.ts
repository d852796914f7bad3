import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { leave } from './last-will.ts'

/** A program and all that it starts, ended together. */
export interface ProcessGroup {
  readonly process: ChildProcess
  /** Stops all of it for so many milliseconds, as a machine that is put to sleep does: nobody is told, and nothing runs. */
  pause(milliseconds: number): Promise<void>
  end(): Promise<void>
}

export function startGroup(program: string, args: readonly string[], options: SpawnOptions): ProcessGroup {
  const child = spawn(program, args, { ...options, detached: true })
  // Without a listener, a program that cannot be started would end the whole run.
  const exited = Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => {})
  const { pid } = child
  const takeBack = pid === undefined ? () => {} : leave(pid)
  return {
    process: child,
    pause: async (milliseconds) => {
      if (pid === undefined) return
      process.kill(-pid, 'SIGSTOP')
      await sleep(milliseconds)
      process.kill(-pid, 'SIGCONT')
    },
    end: async () => {
      if (pid !== undefined) killGroup(pid)
      await exited
      takeBack()
    },
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
