// @ts-check
const suites = ['test/time-travel/every-difference.test.ts', 'test/time-travel']

/** @type {import('./mutations.mjs').Mutation[]} */
export const mutationsOfStates = [
  {
    name: 'compare buffers by their length',
    file: 'src/time-travel/state-kinds.ts',
    from: 'if (!Object.is(bytes[index], otherBytes[index])) return false',
    to: 'if (!Object.is(bytes[index], bytes[index])) return false',
    suites,
  },
  {
    name: 'take a boxed value for a primitive',
    file: 'src/time-travel/state-kinds.ts',
    from: "if (typeof value !== 'object') return typeof value",
    to: "if (typeof value !== 'object') return Object.prototype.toString.call(value).slice(8, -1)",
    suites,
  },
  {
    name: 'take a hole for undefined',
    file: 'src/time-travel/state-parts.ts',
    from: 'return keys.length === value.length && (keys.length === 0 || keys.at(-1) === String(keys.length - 1))',
    to: 'return keys.length <= value.length',
    suites,
  },
  {
    name: 'leave out a length that no item shows',
    file: 'src/time-travel/compared-parts.ts',
    from: 'if (before.length === after.length) return named',
    to: 'if (before.length >= 0) return named',
    suites,
  },
  {
    name: 'find keys that are objects as they are',
    file: 'src/time-travel/compared-parts.ts',
    from: 'if (isObject(key)) objects.push([key, part])',
    to: 'if (isObject(key)) removed.push([key, part])',
    suites,
  },
  {
    name: 'pair equal keys in any order',
    file: 'src/time-travel/compared-parts.ts',
    from: 'group.length > 1 || newGroup.length > 1 ?',
    to: 'group.length < 0 ?',
    suites,
  },
  {
    name: 'tell members apart by their order',
    file: 'src/time-travel/equality-classes.ts',
    from: '[...classes].sort().join()',
    to: 'classes.join()',
    suites,
  },
  {
    name: 'take members that contain themselves for equal',
    file: 'src/time-travel/equality-classes.ts',
    from: 'if (bySign.size === amount) return classes',
    to: 'if (bySign.size >= amount) return classes',
    suites,
  },
  {
    name: 'compare what contains itself at many paths',
    file: 'src/time-travel/state-changes.ts',
    from: 'isWithinItself(pair) ? mostRepeats : this.#repeats + 1',
    to: 'this.#repeats + (isWithinItself(pair) ? 1_000 : 1)',
    suites: ['test/time-travel/state-changes.test.ts', ...suites],
  },
  {
    name: 'report what is shared at one place',
    file: 'src/time-travel/state-changes.ts',
    from: 'const mostRepeats = 100_000',
    to: 'const mostRepeats = 1',
    suites: ['test/time-travel/state-changes.test.ts', ...suites],
  },
  {
    name: 'look for a key by itself alone',
    file: 'src/time-travel/state-changes.ts',
    from: 'return keys.find((other) => classOf(other) === classOf(key)) ?? key',
    to: 'return keys.find((other) => other === key) ?? key',
    suites,
  },
  {
    name: 'count a buffer once for each view',
    file: 'src/time-travel/state-size.ts',
    from: 'if (ArrayBuffer.isView(value)) waiting.push(value.buffer)',
    to: 'if (ArrayBuffer.isView(value)) bytes += value.byteLength',
    suites: ['test/time-travel/state-size.test.ts'],
  },
]
