// @ts-check

/**
 * @typedef {object} Token
 * @property {string} text
 * @property {number} start offset of its first character
 * @property {number} end offset behind its last character
 */

const skipped = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const word = /#?[\p{ID_Start}$_][\p{ID_Continue}$]*/uy
const number = /\.?\d(?:[eE][+-]?\d|[\w.])*/y
const string = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y
const pattern = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
const templatePart = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y
// `>` is always a separate token, because `>>` may close two type arguments.
const operator =
  /\.\.\.|===|!==|\*\*=|\?\?=|\|\|=|&&=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|[-+*/%&|^]=|\*\*|./suy
const beforePattern = /^(?:[^\w$)\]}"'`#]+|return|typeof|case|void|in|of|await|yield|else|throw|.*\$\{)$/s

/**
 * Splits JavaScript, TypeScript or a part of it into tokens. Omits white space, comments and semicolons.
 *
 * @param {string} source
 * @returns {Token[]}
 */
export function tokensOf(source) {
  /** @type {Token[]} */
  const tokens = []
  /** For each open template, how many braces are open in its current `${`. @type {number[]} */
  const templates = []
  let position = 0

  /** @param {RegExp} kind */
  const matched = (kind) => {
    kind.lastIndex = position
    return kind.exec(source)?.[0]
  }
  const next = () => {
    const first = source[position]
    const braces = templates.at(-1)
    if (first === '`' || (first === '}' && braces === 0)) {
      if (first === '}') templates.pop()
      position += 1
      const part = matched(templatePart)
      position -= 1
      if (part?.endsWith('${')) templates.push(0)
      return first + (part ?? '')
    }
    if (braces !== undefined && first === '{') templates[templates.length - 1] = braces + 1
    if (braces !== undefined && first === '}') templates[templates.length - 1] = braces - 1
    const isPattern = first === '/' && beforePattern.test(tokens.at(-1)?.text ?? '(')
    return (
      matched(word) ??
      matched(string) ??
      matched(number) ??
      (isPattern ? matched(pattern) : undefined) ??
      matched(operator)
    )
  }

  while (position < source.length) {
    const space = matched(skipped)
    if (space) {
      position += space.length
      continue
    }
    const text = next() || source.charAt(position)
    if (text !== ';') tokens.push({ text, start: position, end: position + text.length })
    position += text.length
  }
  return tokens
}
