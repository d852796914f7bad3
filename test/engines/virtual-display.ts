import type { Readable } from 'node:stream'
import { findVirtualDisplay } from '../../scripts/find-engines.mjs'
import { type ProcessGroup, startGroup } from './process-group.ts'

/** A running X server without a screen. */
export interface VirtualDisplay {
  /** The value for the environment variable DISPLAY. */
  readonly name: string
  end(): Promise<void>
}

export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const xvfb = findVirtualDisplay()
  if (xvfb === undefined) throw new Error('Expected Xvfb, found none. Install it. On Debian: "apt-get install xvfb".')
  // Xvfb picks a free display number and reports it, so parallel runs never use the same number.
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
  const stream = process.stdio[3] as Readable
  let output = ''
  for await (const chunk of stream) {
    output += chunk
    if (output.includes('\n')) return output.trim()
  }
  throw new Error('Expected a display number from Xvfb, but it ended first.')
}
