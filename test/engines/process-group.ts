import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { cleanUpAtExit } from './clean-up-at-exit.ts'

/** A program and all processes that it starts. They end together. */
export interface ProcessGroup {
  readonly process: ChildProcess
  /** Suspends all processes for a time in milliseconds, like a sleeping machine. The processes receive no notification. */
  pause(milliseconds: number): Promise<void>
  end(): Promise<void>
}

export function startGroup(program: string, args: readonly string[], options: SpawnOptions): ProcessGroup {
  const child = spawn(program, args, { ...options, detached: true })
  // Without a listener, the error of a program that cannot start would end the test run.
  const exited = Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => {})
  const { pid } = child
  const unregister = pid === undefined ? () => {} : cleanUpAtExit(pid)
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
      unregister()
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
