// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Removes one mechanism from the sources. CONTRIBUTING.md explains how to write a mutation.
 *
 * @typedef {object} Mutation
 * @property {string} name the wrong behaviour of the library after the change
 * @property {string} in the enclosing declaration, as in "readLog" or "AppendQueue.#commit"; for a page, its path
 * @property {string} from code that occurs exactly once in it, compared by tokens; `$name` stands for any identifier
 * @property {string} to the code that replaces it, which may use each `$name` of `from`
 * @property {string} [project] the Vitest project whose tests run; without one, `node`
 * @property {string[]} suites test files or folders that run first
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['src', 'demo', 'examples', 'docs']

/** @returns {Promise<Mutation[]>} the mutations of all files in scripts/mutations */
export async function readMutations() {
  const files = readdirSync(join(root, 'scripts/mutations')).sort()
  /** @type {{ default: Mutation[] }[]} */
  const topics = await Promise.all(files.map((file) => import(new URL(`mutations/${file}`, import.meta.url).href)))
  return topics.flatMap((topic) => topic.default)
}

/** @returns {Map<string, string>} the text of each file that a mutation may change, by path */
export function readSources() {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((path) => `${folder}/${path}`.replaceAll('\\', '/')),
  )
  const sources = [...paths, 'index.html'].filter((path) => /\.(?:m?[jt]s|md|html|css|json)$/.test(path))
  return new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
