// @ts-check
const forks = ['test/time-travel/fork-of-many-streams.test.ts']
const some = ['test/model/some-of-the-events.test.ts']

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
    from: 'this.origin.readPages({ toPosition: position })',
    to: 'this.origin.readPages({})',
    suites: forks,
  },
  {
    name: 'do not look for streams where the past of a fork is damaged elsewhere',
    file: 'src/time-travel/shared-past.ts',
    from: '      return undefined\n    }\n    return [...versions.values()]',
    to: '    }\n    return [...versions.values()]',
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
]
