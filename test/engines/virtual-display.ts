import type { Readable } from 'node:stream'
import { findVirtualDisplay } from '../../scripts/find-engines.mjs'
import { type ProcessGroup, startGroup } from './process-group.ts'

/** A screen that nobody sees. */
export interface VirtualDisplay {
  /** For DISPLAY. */
  readonly name: string
  end(): Promise<void>
}

export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const xvfb = findVirtualDisplay()
  if (xvfb === undefined) throw new Error('No Xvfb found. Install it: on Debian, "apt-get install xvfb".')
  // It picks a free number itself and says which, so that several runs never ask for the same one.
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']
  const group = startGroup(xvfb, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  try {
    return { name: `:${await numberOf(group)}`, end: group.end }
  } catch (error) {
    await group.end()
    throw error
  }
}

async function numberOf({ process }: ProcessGroup): Promise<string> {
  const output = process.stdio[3] as Readable
  let said = ''
  for await (const chunk of output) {
    said += chunk
    if (said.includes('\n')) return said.trim()
  }
  throw new Error('Xvfb ended before it had a display.')
}
