import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pollution } from '../hostile/pollution/pollution.ts'
import { documented, optionTypes, propertiesOf, sources } from './options.ts'
import { pageOf, pages, root } from './pages.ts'

const code = sources()
const all = pages()

/** Option types whose names do not end in "Options". */
const others = [
  'AggregateSnapshots',
  'EventAnchor',
  'LogReport',
  'Moment',
  'Playback',
  'RecordedFrom',
  'Retry',
  'StreamAppend',
  'TimelineFilter',
]
const types = [...optionTypes(code), ...others]

/** Code spans that are not options, in paragraphs that list options. */
const otherNames: Record<string, readonly string[]> = {
  AggregateSnapshots: ['snapshots'],
  AppendBatchOptions: ['append', 'appends', 'events', 'expectedVersion', 'options', 'streamId'],
  CatchUpOptions: ['lastPosition', 'position'],
  DeleteOptions: ['options'],
  EventAnchor: ['at', 'without'],
  ImportOptions: ['bytes', 'fetch', 'lines'],
  RecordedFrom: ['events'],
  Retry: ['snapshots'],
  SnapshotPolicy: ['false', 'snapshots'],
  StreamAppend: ['append', 'appends', 'commandId', 'durability', 'options'],
  VerifyOptions: ['lastPosition', 'position'],
}

/** The source files that contain the defaults of a documented table. */
const defaultsIn: Record<string, readonly string[]> = {
  AppendOptions: ['log/event-log.ts'],
  HandleCommandOptions: ['model/decide-and-append.ts'],
  OpenOptions: ['store/create-event-store.ts', 'store/open-event-store.ts'],
  ReactorOptions: ['model/reactor.ts'],
  ReadAllOptions: ['log/read-batches.ts'],
}
/** The code for each default that the docs describe in words. Undefined means that the code contains no default. */
const codeOfDefault: Record<string, string | undefined> = {
  '': '() => {}',
  all: undefined,
  never: undefined,
  none: undefined,
  'the whole log': undefined,
  // The tests in `test/model/snapshot-policy.test.ts` check this default.
  '500 events, in idle time': undefined,
  '`navigator.locks`': undefined,
  'UUIDs of version 7': 'newEventId',
  // These defaults depend on the environment. The tests in `test/environments` check them.
  'the browser’s': undefined,
  "the browser's": undefined,
  'the clock, random UUIDs': '() => Date.now()',
  'up to 10, 20, 40 … 1,000, at random': 'backoff(10, 1_000)',
  'up to 100, 200, 400 … 30,000, at random': 'backoff(100, 30_000)',
}

const pageWith = (name: string) => all.find((page) => documented(name, page) !== undefined)

function differences(name: string, page = pageWith(name)): { missing: string[]; unknown: string[] } {
  const names = (page && documented(name, page)?.names) ?? []
  const inCode = propertiesOf(name, code)
  const known = [...inCode, ...(otherNames[name] ?? [])]
  return {
    missing: inCode.filter((option) => !names.includes(option)),
    unknown: names.filter((option) => !known.includes(option)),
  }
}

test('the parser finds the option types and their properties in the sources', () => {
  expect(types.length).toBeGreaterThan(25)
  expect(propertiesOf('OpenOptions', code)).toEqual(
    ['now', 'newId', 'pollInterval', 'indexedDB', 'openTimeout', 'responseTimeout', 'onBlocked'].sort(),
  )
  expect(propertiesOf('DeleteOptions', code)).toEqual(['indexedDB', 'openTimeout', 'responseTimeout'])
  expect(propertiesOf('ReactorOptions', code)).toEqual(['delay', 'fromPosition', 'locks', 'tries'])
})

test.each(types)('the docs list exactly the options of %s in the code', (name) => {
  expect(pageWith(name), `docs page with ${name}`).toBeDefined()
  expect(differences(name)).toEqual({ missing: [], unknown: [] })
})

test.each(Object.keys(defaultsIn))('the documented defaults of %s match the code', (name) => {
  const page = pageWith(name)
  const said = Object.entries((page && documented(name, page)?.defaults) ?? {})
  expect(said.length).toBeGreaterThan(2)
  const files = defaultsIn[name] ?? []
  const text = files.map((file) => readFileSync(join(root, 'src', file), 'utf8')).join('\n')
  for (const [option, words] of said) {
    if (Object.hasOwn(codeOfDefault, words) && codeOfDefault[words] === undefined) continue
    const value = codeOfDefault[words] ?? words.replaceAll('`', '').replaceAll(',', '_')
    const code = option === 'newId' && value === '() => Date.now()' ? 'randomId' : value
    const escaped = code.replaceAll(/[^\w ]/g, '\\$&')
    expect(text).toMatch(new RegExp(`\\b${option}(?:: \\w+)? = ${escaped}`))
  }
})

test('the tests check every docs table with a column of defaults', () => {
  const tables = all.flatMap(({ lines }) => lines.filter((line) => line.startsWith('| option | default |')))
  expect(tables).toHaveLength(Object.keys(defaultsIn).length)
})

test('the comparison reports undocumented options and options that only the docs list', () => {
  const page = (option: string) =>
    pageOf('x.md', `\`VerifyOptions\`:\n\n| option | default |\n|---|---|\n${option}\n\n`)
  expect(differences('VerifyOptions', page('| `onProgress` | |'))).toEqual({ missing: ['signal'], unknown: [] })
  expect(differences('VerifyOptions', page('| `onProgress`, `signal`, `form` | |'))).toEqual({
    missing: [],
    unknown: ['form'],
  })
})

test('the tests of a polluted prototype cover every option of a store and its files', () => {
  // `signal` cannot be polluted: browsers read it from every object.
  const covered = new Set([...pollution.map(([name]) => name), 'signal', 'onBlocked'])
  const used = [
    'AppendOptions',
    'ReadAllOptions',
    'ReadStreamOptions',
    'SubscribeOptions',
    'OpenOptions',
    'ReplaceOptions',
  ]
  expect(used.flatMap((type) => propertiesOf(type, code)).filter((option) => !covered.has(option))).toEqual([])
})
