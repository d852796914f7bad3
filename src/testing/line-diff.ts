/**
 * Two lists of lines as one: `  ` before those in both, `- ` before those only expected, `+ ` before those only found, in
 * the order in which the most lines stay common.
 */
export function lineDiff(expected: readonly string[], found: readonly string[]): string[] {
  const common = longestCommon(expected, found)
  const lines: string[] = []
  let [e, f] = [0, 0]
  for (const line of [...common, undefined]) {
    while (e < expected.length && expected[e] !== line) lines.push(`- ${expected[e++]}`)
    while (f < found.length && found[f] !== line) lines.push(`+ ${found[f++]}`)
    if (line !== undefined) lines.push(`  ${line}`)
    e += 1
    f += 1
  }
  return lines
}

/** The longest common subsequence, by the textbook table: the lists of a test are short. */
function longestCommon(a: readonly string[], b: readonly string[]): readonly string[] {
  let row: (readonly string[])[] = Array.from({ length: b.length + 1 }, () => [])
  for (const line of a) {
    const next: (readonly string[])[] = [[]]
    for (const [index, other] of b.entries()) {
      const [diagonal = [], above = [], left = []] = [row[index], row[index + 1], next[index]]
      next.push(line === other ? [...diagonal, line] : above.length >= left.length ? above : left)
    }
    row = next
  }
  return row.at(-1) ?? []
}
