import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** A fenced code block of a page. */
export interface Block {
  readonly language: string
  /** The text after the language, such as `no-run`. */
  readonly mark: string
  /** The index of the first code line in the page. */
  readonly start: number
  readonly lines: readonly string[]
  /** The number of `##` headings before the block. */
  readonly section: number
}

export interface Page {
  /** The path of the page, such as `docs/quick-start.md`. */
  readonly file: string
  readonly lines: readonly string[]
  readonly blocks: readonly Block[]
}

/** The blocks that form one module. docs-code.node.test.ts explains the rule. */
export interface PageModule {
  readonly page: Page
  readonly heading: string
  readonly blocks: readonly Block[]
}

/** Returns the pages for users: README.md and docs/, without docs/decisions. */
export function pages(): Page[] {
  const written = markdownFiles().filter((file) => file === 'README.md' || file.startsWith('docs/'))
  return written.filter((file) => !file.startsWith('docs/decisions/')).map(readPage)
}

/** Returns all Markdown files whose links are checked. */
export function markdownFiles(): string[] {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs.map((file) => `docs/${file.replaceAll('\\', '/')}`)]
    .filter((file) => file.endsWith('.md'))
    .sort()
}

export function readPage(file: string): Page {
  return pageOf(file, readFileSync(join(root, file), 'utf8'))
}

export function pageOf(file: string, text: string): Page {
  const lines = text.split('\n')
  const blocks: Block[] = []
  let section = 0
  let open: { language: string; mark: string; start: number } | undefined
  for (const [index, line] of lines.entries()) {
    const fence = /^```(?<language>\S*) *(?<mark>.*)$/.exec(line)
    if (open && fence) {
      blocks.push({ ...open, section, lines: lines.slice(open.start, index) })
      open = undefined
    } else if (fence) {
      open = { language: fence.groups?.language ?? '', mark: fence.groups?.mark ?? '', start: index + 1 }
    } else if (!open && line.startsWith('## ')) {
      section += 1
    }
  }
  if (open) throw new Error(`${file}:${open.start}: expected the end of this code block, found none`)
  return { file, lines, blocks }
}

export function modulesOf(page: Page): PageModule[] {
  const headings = [page.file, ...headingsOf(page, '## ')]
  const code = page.blocks.filter(({ language }) => language === 'ts')
  const common = code.filter(({ section }) => section === 0)
  const modules = headings.slice(1).flatMap((heading, index) => {
    const own = code.filter(({ section }) => section === index + 1)
    return own.length === 0 ? [] : [{ page, heading, blocks: [...common, ...own] }]
  })
  return modules.length > 0 || common.length === 0 ? modules : [{ page, heading: page.file, blocks: common }]
}

/** Returns the code of a module. Each line keeps its line number from the page, so that errors name the line of the page. */
export function codeOf(page: Page, blocks: readonly Block[]): string {
  const lines = page.lines.map(() => '')
  for (const { start, lines: code } of blocks) lines.splice(start, code.length, ...code)
  return lines.join('\n')
}

/** Returns the headings outside code blocks that begin with the given text, such as `## `. */
export function headingsOf({ lines, blocks }: Page, start: string): string[] {
  const isCode = (index: number): boolean =>
    blocks.some((block) => index >= block.start && index < block.start + block.lines.length)
  return lines.filter((line, index) => line.startsWith(start) && !isCode(index)).map((line) => line.replace(/^#+ /, ''))
}
