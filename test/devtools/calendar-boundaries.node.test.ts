import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

// Starting a process per time zone can take long on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')

// The time zone of a process cannot change, so each zone has a process. The expected boundaries come from reading the
// clock minute by minute, which is slow but simple.
const script = `
import { boundaries } from './calendar-boundaries.js'
import { scaleOf } from './scale.js'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const marks = (start, end, most) => {
  const times = { timeAt: (position) => start + position - 1, positionAt: (time) => time - start + 1 }
  const scale = scaleOf({ from: 1, to: end - start + 1 }, 'time', times)
  return boundaries(scale, times, most).map(({ share }) => start + Math.round(share * (end - start)))
}
const readings = (time) => {
  const date = new Date(time)
  const [years, months, days] = [date.getFullYear(), date.getMonth(), date.getDate()]
  const all = [years, years * 12 + months, (years * 12 + months) * 31 + days]
  const hour = all[2] * 24 + date.getHours()
  const minute = hour * 60 + date.getMinutes()
  return { minute, hour, seconds: date.getSeconds(), minutes: date.getMinutes(), years: all[0], months: all[1], days: all[2] }
}
const beginnings = {
  minutes: (now, before) => now.seconds === 0 || now.minute > before.minute,
  hours: (now, before) => (now.minutes === 0 && now.seconds === 0) || now.hour > before.hour,
  days: (now, before, seen) => now.days > seen.days,
  months: (now, before, seen) => now.months > seen.months,
  years: (now, before, seen) => now.years > seen.years,
}
const expected = (unit, step, start, end) => {
  const found = []
  const first = Math.ceil((start + 1) / step) * step
  let before = readings(first - step)
  const seen = { ...before }
  for (let time = first; time < end; time += step) {
    const now = readings(time)
    if (beginnings[unit](now, before, seen)) found.push(time)
    before = now
    for (const name of Object.keys(seen)) seen[name] = Math.max(seen[name], now[name])
  }
  return found
}
const wrong = []
let tried = 0
const change = Date.parse(process.argv[2])
const short = [['minutes', minute / 2, 7 * minute], ['hours', minute / 2, 7 * hour], ['days', minute / 2, 7 * day]]
const long = [['months', 15 * minute, 200 * day], ['years', 15 * minute, 700 * day]]
const hasSeconds = new Date(change - minute / 2).getSeconds() % 30 !== 0 || new Date(0).getSeconds() !== 0
for (const [unit, step, around] of hasSeconds ? short : [...short, ...long]) {
  for (let shift = -2; shift <= 2; shift += 1) {
    const start = change - around + (shift * around) / 4
    const [found, wanted] = [marks(start, start + 2 * around, 16), expected(unit, step, start, start + 2 * around)]
    tried += wanted.length
    if (JSON.stringify(found) === JSON.stringify(wanted)) continue
    const shown = (times) => times.map((time) => new Date(time).toISOString())
    wrong.push({ unit, shift, missing: shown(wanted.filter((time) => !found.includes(time))), extra: shown(found.filter((time) => !wanted.includes(time))) })
  }
}
console.log(JSON.stringify({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, wrong, areMany: tried > 80 }))
`

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewindable-boundaries-'))
  const input = ['calendar-boundaries', 'scale'].map((name) => `src/devtools/chart/${name}.ts`)
  const bundle = await rolldown({ cwd: root, input, platform: 'node' })
  await bundle.write({ dir: folder, entryFileNames: '[name].js' })
  await bundle.close()
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'script.js'), script)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['America/New_York', '2026-11-01T06:00:00Z', 'an hour occurs twice'],
  ['America/New_York', '2026-03-08T07:00:00Z', 'an hour is skipped'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', 'an hour occurs twice'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 'half an hour occurs twice'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 'half an hour is skipped'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z', 'a day is skipped'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z', 'there is no midnight'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z', 'the hour before midnight occurs twice'],
  ['Asia/Beirut', '2026-03-28T22:00:00Z', 'there is no midnight'],
  ['Asia/Beirut', '2026-10-24T21:00:00Z', 'the hour before midnight occurs twice'],
  ['America/St_Johns', '2006-10-29T02:31:00Z', 'midnight occurs twice'],
  ['Asia/Kathmandu', '1985-12-31T18:30:00Z', 'the offset changed to 45 minutes'],
  ['Asia/Kolkata', '2026-03-01T00:00:00Z', 'the offset includes 30 minutes'],
  ['Pacific/Chatham', '2026-04-04T14:00:00Z', 'an hour occurs twice at an offset of 45 minutes'],
  ['Antarctica/Troll', '2026-03-29T01:00:00Z', 'two hours are skipped'],
  ['Africa/Casablanca', '2026-03-22T02:00:00Z', 'an hour is skipped at the end of Ramadan'],
  ['Africa/Monrovia', '1972-01-07T00:44:30Z', 'the offset had seconds'],
  ['UTC', '2026-01-01T00:00:00Z', 'the clock never changes'],
])(
  'in %s, around %s, where %s, every boundary of the chart is the start of a unit of local time',
  async (zone, time) => {
    const env = { ...process.env, TZ: zone }
    const { stdout } = await run(process.execPath, [join(folder, 'script.js'), time], { env })
    expect(JSON.parse(stdout)).toEqual({ zone: expect.any(String), wrong: [], areMany: true })
  },
)
