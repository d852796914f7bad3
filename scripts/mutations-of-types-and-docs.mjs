// @ts-check
const forks = ['test/time-travel/fork-of-many-streams.test.ts']
const some = ['test/model/some-of-the-events.test.ts']
const docs = ['test/docs/options.node.test.ts']
const scenarios = ['test/testing/own-stream.test.ts']
const values = ['test/log/values-in-errors.test.ts']

/** @type {import('./mutations.mjs').Mutation[]} */
export const mutationsOfTypesAndDocs = [
  {
    name: 'look for the streams of a fork one after the other',
    file: 'src/time-travel/each-at-once.ts',
    from: 'const mostAtOnce = 256',
    to: 'const mostAtOnce = 1',
    suites: forks,
  },
  {
    name: 'look for each of many streams of a fork',
    file: 'src/time-travel/shared-past.ts',
    from: 'const worthReading = 64',
    to: 'const worthReading = Infinity',
    suites: forks,
  },
  {
    name: 'read the past of a fork beyond its end',
    file: 'src/time-travel/shared-past.ts',
    from: 'this.origin.readBatches({ toPosition: position })',
    to: 'this.origin.readBatches({})',
    suites: forks,
  },
  {
    name: 'do not look for streams where the past of a fork is damaged elsewhere',
    file: 'src/time-travel/shared-past.ts',
    from: '      return undefined\n    }\n    this.assertThere()',
    to: '    }\n    this.assertThere()',
    suites: forks,
  },
  {
    name: 'ask a process manager about events that it does not name',
    file: 'src/model/process-manager.ts',
    from: 'if (!isNamed(this.#definition, event)) return undefined',
    to: '',
    suites: some,
  },
  {
    name: 'let a scenario ask a process manager about events that it does not name',
    file: 'src/testing/process-scenario.ts',
    from: 'isNamed(process, event) ? immediate(',
    to: 'process ? immediate(',
    suites: some,
  },
  {
    name: 'name an option in the docs that the code does not have',
    file: 'docs/model.md',
    from: "| `fromPosition` | `'now'` |",
    to: "| `from` | `'now'` |",
    suites: docs,
  },
  {
    name: 'have an option in the code that the docs do not name',
    file: 'src/verification/verify-log.ts',
    from: 'export type VerifyOptions = {',
    to: 'export type VerifyOptions = {\n  readonly depth?: number',
    suites: docs,
  },
  {
    name: 'have another default in the docs than in the code',
    file: 'docs/model.md',
    from: '| `tries` | 5 |',
    to: '| `tries` | 4 |',
    suites: docs,
  },
  {
    name: 'fold the events of other streams in the scenario of a decider or an aggregate',
    file: 'src/testing/given.ts',
    from: '.filter((event) => event.streamId === streamId)',
    to: '',
    suites: scenarios,
  },
  {
    name: 'put events that were not recorded into another stream than that of the scenario',
    file: 'src/testing/given.ts',
    from: 'const streamId = stream ?? before',
    to: 'const streamId = before',
    suites: scenarios,
  },
  {
    name: 'ignore the clock in the scenario of an aggregate',
    file: 'src/testing/scenario-checks.ts',
    from: "in the function that makes one', () => false]",
    to: "in the function that makes one', () => true]",
    suites: scenarios,
  },
  {
    name: 'ignore one of two outcomes that a scenario expects',
    file: 'src/testing/expectation.ts',
    from: '.filter(Boolean).length > 1',
    to: '.filter(Boolean).length > 3',
    suites: scenarios,
  },
  {
    name: 'let an option that is undefined replace a default',
    file: 'src/log/argument-checks.ts',
    from: 'else Reflect.deleteProperty(given, name)',
    to: '',
    suites: ['test/model/undefined-options.test.ts'],
  },
  {
    name: 'call a decision that is undefined',
    file: 'src/model/process-manager.ts',
    from: 'decideOn?.(event, state)',
    to: '(decideOn as Decide<State, Command, E>)(event, state)',
    suites: ['test/model/undefined-options.test.ts'],
  },
  {
    name: 'call an invalid date by its class',
    file: 'src/log/value-in-words.ts',
    from: "Number.isNaN(time) ? 'an invalid Date'",
    to: "Number.isNaN(time) ? 'a value of class Date'",
    suites: values,
  },
  {
    name: 'let a proxy throw while an error is written',
    file: 'src/log/value-in-words.ts',
    from: "    return 'an object that cannot be read'",
    to: '    return String(value)',
    suites: values,
  },
  {
    name: 'show a state that leads back to itself without an end',
    file: 'src/testing/shown.ts',
    from: "if (within.includes(value)) return '[circular]'",
    to: '',
    suites: values,
  },
]
