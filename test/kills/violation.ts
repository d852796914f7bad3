/** A difference that must not exist after a kill of the browser. */
export type Violation = {
  readonly kind: /** The whole database is missing. */
    | 'gone'
    /** An acknowledged append is not stored. */
    | 'lost'
    /** An append is stored partially, or its events are not adjacent. */
    | 'torn'
    /** An append is stored more than once. */
    | 'duplicated'
    /** Positions or versions have gaps, or the fields of a record contradict its events. */
    | 'gap'
    /** A stored append was not started. */
    | 'not started'
    /** A stored append was rejected. */
    | 'refused'
    /** A stored append has other content, another place than reported, or an unexpected version. */
    | 'altered'
    /** The library's reads differ from the stored log. */
    | 'misread'
  readonly what: string
}

export function countOf(violations: readonly Violation[], kind: Violation['kind']): number {
  return violations.filter((violation) => violation.kind === kind).length
}
