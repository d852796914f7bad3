import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Page, root } from './pages.ts'

/** Returns all source files as one text. */
export function sources(): string {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', file), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
}

/** The types of options that only the library itself uses. */
const internal = [
  'AppendQueueOptions',
  'ConnectionOptions',
  'EventLogOptions',
  'FoldLogOptions',
  'FoldOptions',
  'FoldedLogOptions',
  'LinesOptions',
  'WhatIfOptions',
]

/** Returns the types of options that a user passes to the library. */
export function optionTypes(code: string): string[] {
  const names = Array.from(code.matchAll(/^export type (\w+(?:Options|Policy))\b/gm), ([, name]) => name ?? '')
  return names.filter((name) => !internal.includes(name)).sort()
}

/** Returns the properties of an object type, including those of its base types. Throws if the type does not exist. */
export function propertiesOf(name: string, code: string): string[] {
  const declared = new RegExp(`^(?:export )?type ${name}(?:<[^>\\n]*>)? =([\\s\\S]*?)\\n(?:\\n|$)`, 'm').exec(code)
  if (!declared?.[1]) throw new Error(`Expected a type ${name} in the sources, found none.`)
  return propertiesIn(declared[1], code)
}

function propertiesIn(body: string, code: string): string[] {
  const own = Array.from(body.matchAll(/^ +readonly (\w+)\??:/gm), ([, property]) => property ?? '')
  const others = body.replaceAll(/\{[\s\S]*?\n *\}/g, '')
  const picked = Array.from(others.matchAll(/Pick<\w+, ([^>]*)>/g), ([, names = '']) => names.match(/\w+/g) ?? [])
  const whole = Array.from(others.replaceAll(/Pick<[^>]*>/g, '').matchAll(/\b[A-Z]\w+\b/g), ([name]) => name)
  const parts = whole.filter((name) => name !== 'Partial').flatMap((name) => propertiesOf(name, code))
  return [...new Set([...own, ...picked.flat(), ...parts])].sort()
}

/** The documented option names of a type, and the defaults if a table lists them. */
export type Documented = { readonly names: readonly string[]; readonly defaults: Readonly<Record<string, string>> }

/** Returns the options that a page documents for a type, or undefined if the page does not document the type. */
export function documented(name: string, { lines }: Page): Documented | undefined {
  const head = `| \`${name}\``
  const at = lines.findIndex((line) => line.includes(`\`${name}\``) && (!line.startsWith('|') || line.startsWith(head)))
  if (at === -1) return undefined
  let start = at
  while (start > 0 && !isApart(lines[start - 1]) && !lines[start]?.startsWith('- ')) start -= 1
  let end = at + 1
  while (end < lines.length && !isApart(lines[end]) && !lines[end]?.startsWith('- ')) end += 1
  const table = lines[at]?.startsWith('|') ? at : end + 1
  if (lines[table]?.startsWith('|')) return rowsOf(lines.slice(table))
  return { names: namesIn(lines.slice(start, end).join(' ')), defaults: {} }
}

function isApart(line: string | undefined): boolean {
  return line === undefined || line.trim() === '' || line.startsWith('#')
}

function rowsOf(lines: readonly string[]): Documented {
  const end = lines.findIndex((line) => !line.startsWith('|'))
  const [head = [], , ...rows] = lines.slice(0, end).map((line) => line.split('|').map((cell) => cell.trim()))
  const column = head.indexOf('default')
  const named = rows.map((cells) => [namesIn(cells[1] ?? ''), cells[column] ?? ''] as const)
  const defaults = column === -1 ? [] : named.flatMap(([names, value]) => names.map((name) => [name, value] as const))
  return { names: named.flatMap(([names]) => names), defaults: Object.fromEntries(defaults) }
}

/** Returns the identifiers in code spans, such as `limit` or `{ speed, realTime? }`. */
function namesIn(text: string): string[] {
  const spans = Array.from(text.matchAll(/`([^`]+)`/g), ([, span = '']) => span)
  return spans.flatMap((span) => {
    const list = /^\{ ([\w?, ]+) \}$/.exec(span)?.[1] ?? span
    return list.split(', ').flatMap((one) => /^([a-z]\w*)\??$/.exec(one)?.[1] ?? [])
  })
}
