import { chromiumOnLevelDB, chromiumOnSQLite } from './chromium.ts'
import type { Engine } from './engine.ts'
import { firefox } from './firefox.ts'
import { webkit } from './webkit.ts'

export const engines: readonly Engine[] = [chromiumOnLevelDB, chromiumOnSQLite, firefox, webkit]

/** Returns the engines in the comma-separated list REWINDABLE_ENGINES. Default: Chromium. Throws for an unknown name. */
export function chosenEngines(): readonly Engine[] {
  const names = (process.env.REWINDABLE_ENGINES || 'chromium').split(',')
  return names.map((name) => {
    const engine = engines.find((engine) => engine.name === name)
    if (engine) return engine
    throw new Error(`REWINDABLE_ENGINES: expected ${engines.map(({ name }) => name).join(', ')}, found "${name}".`)
  })
}
