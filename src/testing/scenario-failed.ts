/** What a scenario says when it does not hold. */
export class ScenarioFailed extends Error {
  override readonly name = 'ScenarioFailed'

  /** @param sections headings, each with its lines */
  constructor(problem: string, sections: Readonly<Record<string, readonly string[]>>) {
    const parts = Object.entries(sections).map(([heading, lines]) =>
      [heading, ...(lines.length === 0 ? ['nothing'] : lines).map((line) => `  ${line}`)].join('\n'),
    )
    super([problem, ...parts].join('\n\n'))
  }
}
