// @ts-check

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'read the streams of a fork one after the other',
    in: 'batchSize',
    from: 'const batchSize = 256',
    to: 'const batchSize = 1',
    suites: ['test/time-travel/fork-of-many-streams.test.ts'],
  },
  {
    name: 'read each of many streams of a fork separately',
    in: 'worthReading',
    from: 'const worthReading = 64',
    to: 'const worthReading = Infinity',
    suites: ['test/time-travel/fork-of-many-streams.test.ts'],
  },
  {
    name: 'read the past of a fork beyond its end',
    in: 'SharedPast.#readVersions',
    from: 'this.origin.readBatches({ toPosition: $position })',
    to: 'this.origin.readBatches({})',
    suites: ['test/time-travel/fork-of-many-streams.test.ts'],
  },
  {
    name: 'fail a stream read because other records in the past of a fork are damaged',
    in: 'SharedPast.#readVersions',
    from: `return undefined
      }
      this.assertThere()`,
    to: `}
      this.assertThere()`,
    suites: ['test/time-travel/fork-of-many-streams.test.ts'],
  },
  {
    name: 'ignore an error of correlate for an event that is only folded',
    in: 'ProcessEvents.#processOf',
    from: 'if (!Object.hasOwn(this.#definition.decide, $type)) throw $error',
    to: 'void $error',
    suites: ['test/model/process-manager.test.ts'],
  },
  {
    name: 'pass unnamed events to a process manager',
    in: 'ProcessEvents.stepOf',
    from: 'if (!Object.hasOwn(this.#definition.when, $event.type)) return { $event, processId: undefined, $position, $eventId }',
    to: '',
    suites: ['test/model/some-of-the-events.test.ts'],
  },
  {
    name: 'pass unnamed events to a process manager in a scenario',
    in: 'commandsAfter',
    from: 'isNamed($process, $event) ? immediate(',
    to: '$process ? immediate(',
    suites: ['test/model/some-of-the-events.test.ts'],
  },
  {
    name: 'document an option that the code does not have',
    in: 'docs/model.md',
    from: "| `fromPosition` | `'now'` |",
    to: "| `from` | `'now'` |",
    suites: ['test/docs/options.node.test.ts'],
  },
  {
    name: 'add an option that the docs do not describe',
    in: 'VerifyOptions',
    from: 'export type VerifyOptions = {',
    to: `export type VerifyOptions = {
      readonly depth?: number`,
    suites: ['test/docs/options.node.test.ts'],
  },
  {
    name: 'document another default than the code has',
    in: 'docs/model.md',
    from: '| `tries` | 5 |',
    to: '| `tries` | 4 |',
    suites: ['test/docs/options.node.test.ts'],
  },
  {
    name: 'fold the events of other streams in the scenario of a decider or an aggregate',
    in: 'streamHistory',
    from: '.filter(($event) => $event.streamId === $streamId)',
    to: '',
    suites: ['test/testing/own-stream.test.ts'],
  },
  {
    name: "put new events into another stream than the scenario's",
    in: 'recordedHistory',
    from: 'const $streamId = $stream ?? $before',
    to: 'const $streamId = $before',
    suites: ['test/testing/own-stream.test.ts'],
  },
  {
    name: 'ignore the clock in the scenario of an aggregate',
    in: 'setByAggregate',
    from: '() => false]',
    to: '() => true]',
    suites: ['test/testing/own-stream.test.ts'],
  },
  {
    name: 'accept a scenario that expects two outcomes',
    in: 'assertOutcome',
    from: '.filter(Boolean).length > 1',
    to: '.filter(Boolean).length > 3',
    suites: ['test/testing/own-stream.test.ts'],
  },
  {
    name: 'let an option that is undefined replace a default',
    in: 'checkOptions',
    from: 'else Reflect.deleteProperty($given, $name)',
    to: '',
    suites: ['test/model/undefined-options.test.ts'],
  },
  {
    name: 'call an undefined decision',
    in: 'commandsOf',
    from: '$decideOn?.($event, $state)',
    to: '($decideOn as Decide<State, Command, E>)($event, $state)',
    suites: ['test/model/undefined-options.test.ts'],
  },
  {
    name: 'describe an invalid date by its class',
    in: 'dateInWords',
    from: "Number.isNaN($time) ? '…'",
    to: "Number.isNaN($time) ? 'a value of class Date'",
    suites: ['test/log/values-in-errors.test.ts'],
  },
  {
    name: 'let a proxy throw while an error message is written',
    in: 'valueInWords',
    from: `catch {
      return '…'`,
    to: `catch {
      return String(value)`,
    suites: ['test/log/values-in-errors.test.ts'],
  },
  {
    name: 'show a self-containing state without an end',
    in: 'formatValue',
    from: "if ($within.includes($value)) return '[circular]'",
    to: '',
    suites: ['test/log/values-in-errors.test.ts'],
  },
]
