// @ts-check
import { declarationsOf } from './declarations.mjs'
import { tokensOf } from './source-tokens.mjs'

/** @import { Declaration } from './declarations.mjs' */
/** @import { Token } from './source-tokens.mjs' */
/** @import { Mutation } from './mutations.mjs' */

/**
 * @typedef {{ path: string, source: string, tokens: Token[], declarations: Declaration[] }} Module
 * @typedef {{ start: number, end: number, names: Map<string, string> }} Match
 */

/** Stands for any text in a string or in a part of a template. Texts change more often than code. */
const anyText = '…'

/**
 * Parses each module once, so that many mutations can search it.
 *
 * @param {Map<string, string>} sources text by path
 */
export function anchorsIn(sources) {
  /** @type {Module[]} */
  const modules = [...sources]
    .filter(([path]) => /\.m?[jt]s$/.test(path))
    .map(([path, source]) => ({ path, source, tokens: tokensOf(source), declarations: declarationsOf(path, source) }))

  /**
   * Returns the file that a mutation changes and the text of that file after the change.
   * Throws if the mutation does not match exactly once.
   *
   * @param {Pick<Mutation, 'name' | 'in' | 'from' | 'to'>} mutation
   * @returns {{ path: string, original: string, mutated: string }}
   */
  function mutate(mutation) {
    const text = sources.get(mutation.in)
    if (text !== undefined) return { path: mutation.in, original: text, mutated: replacedText(text, mutation) }
    const named = modules.flatMap((module) =>
      module.declarations.filter(({ name }) => name === mutation.in).map((declaration) => ({ module, declaration })),
    )
    const wanted = patternOf(mutation.from)
    const matches = named.flatMap(({ module, declaration }) =>
      matchesOf(wanted, within(module.tokens, declaration)).map((match) => ({ module, match })),
    )
    const [found] = matches
    if (!found || matches.length > 1) throw new Error(problemOf(mutation, named.length, matches))
    const { module, match } = found
    return {
      path: module.path,
      original: module.source,
      mutated:
        module.source.slice(0, match.start) + filledIn(mutation.to, match.names) + module.source.slice(match.end),
    }
  }

  /** @param {Pick<Mutation, 'name' | 'in' | 'from'>} mutation @param {number} declarations @param {{ module: Module, match: Match }[]} matches */
  function problemOf({ name, in: place, from }, declarations, matches) {
    const expected = `The mutation "${name}" expects its code exactly once in "${place}".`
    if (declarations === 0) {
      const close = closeNames(
        place,
        modules.flatMap((module) => module.declarations.map((one) => one.name)),
      )
      return `${expected} No declaration or file has this name. Close names: ${close.join(', ')}.${elsewhere(from)} Change \`in\`.`
    }
    if (matches.length === 0)
      return `${expected} The declaration does not contain it.${elsewhere(from)} Change \`in\` or \`from\`: ${from}`
    const found = matches.map(
      ({ module, match }) => `\n- ${module.path}: ${module.source.slice(match.start, match.end)}`,
    )
    return `${expected} It occurs ${matches.length} times. Add code before or after it to \`from\`: ${from}${found.join('')}`
  }

  /** @param {string} from */
  function elsewhere(from) {
    const wanted = patternOf(from)
    const places = modules.flatMap(({ path, tokens, declarations }) =>
      matchesOf(wanted, tokens).map(({ start, end }) => `"${innermost(declarations, start, end)}" in ${path}`),
    )
    return places.length === 0 || places.length > 5 ? '' : ` The code occurs in ${places.join(', ')}.`
  }

  return { mutate, modules }
}

/** @param {string} text @param {Pick<Mutation, 'name' | 'in' | 'from' | 'to'>} mutation */
function replacedText(text, { name, in: path, from, to }) {
  const parts = text.split(from)
  if (parts.length === 2) return parts.join(to)
  throw new Error(
    `The mutation "${name}" expects its text exactly once in ${path}, found it ${parts.length - 1} times: ${from}`,
  )
}

/** @param {Token[]} tokens @param {Declaration} declaration */
function within(tokens, { start, end }) {
  return tokens.filter((token) => token.start >= start && token.end <= end)
}

/** @param {Declaration[]} declarations @param {number} start @param {number} end */
export function innermost(declarations, start, end) {
  const around = declarations.filter((one) => one.start <= start && end <= one.end)
  return around.sort((one, other) => one.end - one.start - (other.end - other.start))[0]?.name ?? 'no declaration'
}

/** @param {string} from @returns {string[]} */
export function patternOf(from) {
  const tokens = tokensOf(from).map(({ text }) => text)
  return tokens.filter((text, index) => text !== ',' || !isClosing(tokens[index + 1]))
}

/** @param {string | undefined} text */
function isClosing(text) {
  return text === ')' || text === ']' || text === '}'
}

/**
 * @param {string[]} wanted tokens, of which `$name` stands for any identifier, the same each time
 * @param {Token[]} tokens
 * @returns {Match[]}
 */
export function matchesOf(wanted, tokens) {
  return tokens.flatMap((_, index) => matchAt(wanted, tokens, index) ?? [])
}

/** @param {string[]} wanted @param {Token[]} tokens @param {number} first @returns {Match | undefined} */
function matchAt(wanted, tokens, first) {
  /** @type {Map<string, string>} */
  const names = new Map()
  let index = first
  for (const [place, text] of wanted.entries()) {
    const isTrailing = tokens[index]?.text === ',' && isClosing(tokens[index + 1]?.text)
    if (isTrailing && text !== ',' && place > 0) index += 1
    const token = tokens[index]
    // The comma after the last item of a list is optional.
    const isOptional = text === ',' && place === wanted.length - 1 && isClosing(token?.text)
    if (isOptional) break
    if (!token || !isSame(text, token.text, names)) return undefined
    index += 1
  }
  const [begin, last] = [tokens[first], tokens[index - 1]]
  return begin && last && { start: begin.start, end: last.end, names }
}

/** @param {string} wanted @param {string} found @param {Map<string, string>} names */
function isSame(wanted, found, names) {
  if (/^\$\w/.test(wanted)) {
    if (!/^[\p{ID_Start}_]/u.test(found)) return false
    const known = names.get(wanted)
    if (known === undefined && ![...names.values()].includes(found)) names.set(wanted, found)
    return names.get(wanted) === found
  }
  if (/^['"`}].*…/.test(wanted)) return shapeOf(wanted) === shapeOf(found)
  return wanted === found || (/^['"]/.test(wanted) && wanted.slice(1, -1) === found.slice(1, -1) && /^['"]/.test(found))
}

/** Replaces the text of a string or of a part of a template. @param {string} text */
function shapeOf(text) {
  if (/^['"]/.test(text)) return `'${anyText}'`
  return text.replace(/^([`}])[\s\S]*?(`|\$\{)?$/, `$1${anyText}$2`)
}

/** @param {string} to @param {Map<string, string>} names */
function filledIn(to, names) {
  let result = ''
  let end = 0
  for (const token of tokensOf(to)) {
    result += to.slice(end, token.start) + (names.get(token.text) ?? token.text)
    end = token.end
  }
  return result + to.slice(end)
}

/** @param {string} name @param {string[]} names @returns {string[]} */
function closeNames(name, names) {
  const wanted = partsOf(name)
  const scored = [...new Set(names)].map((other) => ({ other, score: similarity(wanted, partsOf(other)) }))
  return scored
    .sort((one, another) => another.score - one.score)
    .slice(0, 5)
    .map(({ other }) => other)
}

/** Returns the pairs of letters in a name. @param {string} name */
function partsOf(name) {
  const letters = name.toLowerCase()
  return new Set([...letters].map((letter, index) => letter + (letters[index + 1] ?? '')))
}

/** @param {Set<string>} one @param {Set<string>} other */
function similarity(one, other) {
  const shared = [...one].filter((pair) => other.has(pair)).length
  return shared / (one.size + other.size)
}
