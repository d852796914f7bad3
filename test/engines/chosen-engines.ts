import { chromiumOnLevelDB, chromiumOnSQLite } from './chromium.ts'
import type { Engine } from './engine.ts'
import { firefox } from './firefox.ts'
import { webkit } from './webkit.ts'

export const engines: readonly Engine[] = [chromiumOnLevelDB, chromiumOnSQLite, firefox, webkit]

/** The engines named in REWINDABLE_ENGINES, with commas between them; without it, Chromium. */
export function chosenEngines(): readonly Engine[] {
  const names = (process.env.REWINDABLE_ENGINES || 'chromium').split(',')
  return names.map((name) => {
    const engine = engines.find((engine) => engine.name === name)
    if (engine) return engine
    throw new Error(`REWINDABLE_ENGINES names "${name}"; there are ${engines.map(({ name }) => name).join(', ')}.`)
  })
}
