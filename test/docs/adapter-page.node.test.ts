import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Block, modulesOf, pageOf, readPage, root } from './pages.ts'
import { typeErrors } from './type-check.ts'

const modules = modulesOf(readPage('docs/adapter.md'))

function blocksBelow(title: string): readonly Block[] {
  return modules.find(({ heading }) => heading === title)?.blocks ?? []
}

/** The declared types, each with an alias of the real one. */
const compared = `
import type * as real from 'rewindable/adapter'

type Same<One, Other> =
  (<Any>() => Any extends One ? 1 : 2) extends (<Any>() => Any extends Other ? 1 : 2) ? true : false
declare function same<One, Other>(is: Same<One, Other>): void
declare function assignable<One extends Other, Other>(): void

same<LogQuestion, real.LogQuestion>(true)
same<LogView, real.LogView>(true)
same<StoredEvent, real.StoredEvent>(true)
same<ReadRange, real.ReadRange>(true)
same<DocumentKey, real.DocumentKey>(true)
same<ConstructorParameters<typeof TextDocuments>, ConstructorParameters<typeof real.TextDocuments>>(true)
same<keyof LogStorage, keyof real.LogStorage>(true)
same<keyof DocumentStorage, keyof real.DocumentStorage>(true)
same<keyof EventChunk, keyof real.EventChunk>(true)
same<keyof StreamChunks, keyof real.StreamChunks>(true)
same<Parameters<LogStorage['append']>, Parameters<real.LogStorage['append']>>(true)
same<Parameters<DocumentStorage['readLatest']>, Parameters<real.DocumentStorage['readLatest']>>(true)
same<Parameters<DocumentStorage['delete']>, Parameters<real.DocumentStorage['delete']>>(true)
assignable<LogStorage, real.LogStorage>()
assignable<real.LogStorage, LogStorage>()
assignable<Decide, real.Decide>()
assignable<real.Decide, Decide>()
assignable<EventChunk, real.EventChunk>()
assignable<real.EventChunk, EventChunk>()
assignable<StreamChunks, real.StreamChunks>()
assignable<real.StreamChunks, StreamChunks>()
assignable<DocumentStorage, real.DocumentStorage>()
assignable<real.DocumentStorage, DocumentStorage>()
assignable<typeof chunksOf, typeof real.chunksOf>()
assignable<typeof real.chunksOf, typeof chunksOf>()
`

function comparison(declarations: string) {
  return modulesOf(pageOf('types.md', `# Types\n\n\`\`\`ts\n${declarations}\n${compared}\`\`\`\n`))
}

const declarations = blocksBelow('The types')
  .flatMap(({ lines }) => lines)
  .join('\n')

test('the types in docs/adapter.md are the types of rewindable/adapter', async () => {
  expect(declarations).toContain('interface LogStorage')
  expect(await typeErrors(comparison(declarations))).toEqual([])
}, 60_000)

test.each([
  ['maxEvents: number', 'maxEvents?: number'],
  ['readonly tail', 'tail'],
  ["durability: 'default' | 'strict'", "durability: 'strict'"],
  ['get: (key: string) => string | null | undefined', 'get: (key: string) => string | null'],
  ['Promise<number[]>', 'Promise<string[]>'],
])(
  'the comparison of types fails if %j becomes %j',
  async (right, wrong) => {
    expect(declarations).toContain(right)
    expect(await typeErrors(comparison(declarations.replace(right, wrong)))).not.toEqual([])
  },
  60_000,
)

const example = readFileSync(join(root, 'examples/local-storage-adapter.ts'), 'utf8')

test('the class in docs/adapter.md equals the class in examples/local-storage-adapter.ts', () => {
  expect(`${blocksBelow('A class to copy')[0]?.lines.join('\n')}\n`).toBe(example)
})

test('the example of an adapter has fewer than 120 lines', () => {
  expect(example.split('\n').length).toBeLessThan(120)
})
