/** Thrown when the outcome of a scenario differs from the expected one. The message shows the scenario and a diff. */
export class ScenarioFailed extends Error {
  override readonly name = 'ScenarioFailed'

  /**
   * @param problem first line of the message
   * @param sections the lines under each heading
   */
  constructor(problem: string, sections: Readonly<Record<string, readonly string[]>>) {
    const parts = Object.entries(sections).map(([heading, lines]) =>
      [heading, ...(lines.length === 0 ? ['nothing'] : lines).map((line) => `  ${line}`)].join('\n'),
    )
    super([problem, ...parts].join('\n\n'))
  }
}

/**
 * Returns the shortest diff of two lists of lines. A prefix marks each line: `  ` for common lines, `- ` for lines that are only
 * expected, `+ ` for lines that are only found. The time is quadratic, which is acceptable for the short lists of a test.
 */
export function lineDiff(expected: readonly string[], found: readonly string[]): readonly string[] {
  // Entry n is the shortest diff between the expected lines so far and the first n found lines.
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
