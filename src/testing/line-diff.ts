/**
 * Two lists of lines as one: `  ` before those in both, `- ` before those only expected, `+ ` before those only found, in
 * the order in which the most lines stay common. By the textbook table: the lists of a test are short.
 */
export function lineDiff(expected: readonly string[], found: readonly string[]): readonly string[] {
  // The shortest diff between the expected lines so far and each beginning of the found ones.
  let row: (readonly string[])[] = [...found, ''].map((_, end) => found.slice(0, end).map((line) => `+ ${line}`))
  for (const line of expected) {
    const next: (readonly string[])[] = []
    for (const [end, before] of row.entries()) {
      const [common, left, last] = [row[end - 1], next[end - 1], found[end - 1]]
      const removed = [...before, `- ${line}`]
      if (common && line === last) next.push([...common, `  ${line}`])
      else next.push(left && left.length < removed.length ? [...left, `+ ${last}`] : removed)
    }
    row = next
  }
  return row.at(-1) ?? []
}
