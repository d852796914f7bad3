import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundlePages } from '../kills/bundle-pages.ts'
import { type Engine, engines } from '../kills/engines.ts'
import { type Figures, figuresOf, sentenceOf, writeFigures } from '../kills/figures.ts'
import { kill, type Outcome } from '../kills/kill.ts'
import { seededNumber } from '../kills/seeded-number.ts'

const { REWINDABLE_ENGINES, REWINDABLE_KILLS, REWINDABLE_SEED, REWINDABLE_FIGURES } = process.env
const names = (REWINDABLE_ENGINES || 'chromium').split(',')
const kills = Array.from({ length: Number(REWINDABLE_KILLS || 5) }, (_, index) => index + 1)
const seed = REWINDABLE_SEED || crypto.randomUUID()
// Long enough for LevelDB to start new files and for SQLite to checkpoint its write-ahead log.
const longest = 1_500

let scripts: ReadonlyMap<string, string>
const figures: Figures[] = []

beforeAll(async () => {
  console.log(`Kills: set REWINDABLE_SEED=${seed} to repeat the same kill times`)
  scripts = await bundlePages()
})

afterAll(() => writeFigures(REWINDABLE_FIGURES, figures))

describe.each(names)('%s killed during appends', (name) => {
  let engine: Engine

  beforeAll(async () => {
    const open = engines[name]
    if (!open) throw new Error(`REWINDABLE_ENGINES: expected some of ${Object.keys(engines).join()}, got "${name}".`)
    engine = await open()
  })

  afterAll(() => engine?.close())

  describe.each(['default', 'strict'] as const)('durability %s', (durability) => {
    const outcomes: Outcome[] = []

    afterAll(() => {
      const sum = figuresOf(name, durability, outcomes)
      figures.push(sum)
      console.log(sentenceOf(sum))
    })

    test.each(kills)(
      'a killed browser keeps every acknowledged append, stores none partially and can append again (%i)',
      async (number) => {
        const after = Math.floor(longest * seededNumber(`${seed} ${name} ${durability} ${number}`))
        const outcome = await kill({ engine, durability, after, scripts })
        outcomes.push(outcome)
        expect({ ...outcome }).toMatchObject({ violations: [], recoveryViolations: [] })
        expect(outcome.databaseFiles).toBeGreaterThan(0)
      },
    )

    test('at least one kill interrupts appends in flight', () => {
      expect(outcomes.reduce((sum, { inFlight }) => sum + inFlight, 0)).toBeGreaterThan(0)
    })
  })
})
