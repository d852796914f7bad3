import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readPage } from '../docs/pages.ts'

const page = readPage('docs/debug-any-app.md')
const story = page.lines.join('\n')

function fileOf(name: string): string {
  return readFileSync(new URL(`../../demo/debugger/${name}`, import.meta.url), 'utf8')
}

test('the debugger page shows the code of the update function without the word that reveals the bug', () => {
  const file = fileOf('update.ts')
  const shown = file.replace(/( *\/\/.*\n)+(?= *return removal )/, '')
  expect(shown).not.toContain('PLANTED')
  expect(file).toContain('PLANTED')
  expect(story).toContain(shown.trim())
})

test.each(['todo.ts', 'fixed-todo.ts'])('the debugger page shows the unchanged projection of %s', (name) => {
  const definition = /export const .*/s.exec(fileOf(name))?.[0] ?? ''
  expect(definition).not.toBe('')
  expect(story).toContain(definition.trim())
})

test('the lines that the debugger page adds to the app match the lines of the demo, in order', () => {
  const [added] = page.blocks.filter(({ language }) => language === 'diff')
  const lines = (added?.lines ?? []).filter((line) => /^[+ ] /.test(line)).map((line) => line.slice(1))
  const own = fileOf('main.ts').split('\n')
  expect(lines.length).toBeGreaterThan(8)
  expect(own.filter((line) => lines.includes(line) && line !== '  }')).toEqual(lines.filter((line) => line !== '  }'))
})
