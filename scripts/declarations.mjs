// @ts-check
import { parseSync } from 'vite'

/**
 * @typedef {object} Declaration
 * @property {string} name as in "readLog", "AppendQueue.#commit" or "AppendQueue.constructor"
 * @property {number} start offset of its first character in the file
 * @property {number} end
 */

/**
 * Returns the top-level declarations of a module, and the members of its classes.
 *
 * @param {string} path which names the language
 * @param {string} source
 * @returns {Declaration[]}
 */
export function declarationsOf(path, source) {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`Expected ${path} to be valid, found: ${errors[0]?.message}`)
  return program.body.flatMap((statement) => {
    const declared = ('declaration' in statement && statement.declaration) || statement
    const place = { start: statement.start, end: statement.end }
    const names = namesOf(/** @type {any} */ (declared))
    return [...names.map((name) => ({ name, ...place })), ...membersOf(/** @type {any} */ (declared))]
  })
}

/** @param {{ type: string, id?: { name: string }, declarations?: { id: any }[] }} declared @returns {string[]} */
function namesOf({ type, id, declarations }) {
  if (type === 'VariableDeclaration') return declarations?.flatMap((one) => boundNames(one.id)) ?? []
  return id?.name ? [id.name] : []
}

/** @param {any} target an identifier or a destructuring pattern @returns {string[]} */
function boundNames(target) {
  if (!target) return []
  if (target.type === 'Identifier') return [target.name]
  if (target.type === 'ObjectPattern')
    return target.properties.flatMap((/** @type {any} */ one) => boundNames(one.value ?? one.argument))
  if (target.type === 'ArrayPattern') return target.elements.flatMap(boundNames)
  return boundNames(target.left ?? target.argument)
}

/** @param {any} declared @returns {Declaration[]} */
function membersOf({ type, id, body }) {
  if (type !== 'ClassDeclaration') return []
  return body.body
    .filter((/** @type {any} */ member) => member.key)
    .map((/** @type {any} */ { key, start, end }) => {
      const name = key.type === 'PrivateIdentifier' ? `#${key.name}` : (key.name ?? key.value ?? 'computed')
      return { name: `${id.name}.${name}`, start, end }
    })
}
