/** What a log must not show after its browser was killed. */
export type Violation = {
  readonly kind: /** The whole database is not there any more. */
    | 'gone'
    /** Acknowledged and not stored. */
    | 'lost'
    /** Stored by halves, or not in one piece. */
    | 'torn'
    /** Stored more than once. */
    | 'doubled'
    /** Positions or versions do not count 1, 2, 3 …, or a record is not what it says. */
    | 'gap'
    /** Stored, though nobody began to append it. */
    | 'never begun'
    /** Stored, though the writer was told that it was not. */
    | 'refused'
    /** Stored with other content, or elsewhere than it was told or expected to be. */
    | 'altered'
    /** The library makes something else of the log than what is stored. */
    | 'misread'
  readonly what: string
}

export function countOf(violations: readonly Violation[], kind: Violation['kind']): number {
  return violations.filter((violation) => violation.kind === kind).length
}
