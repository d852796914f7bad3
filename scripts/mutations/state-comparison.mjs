// @ts-check

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'compare buffers by their length',
    in: 'isSameWhole',
    from: 'if (!Object.is($bytes[$index], $otherBytes[$index])) return false',
    to: 'if (!Object.is($bytes[$index], $bytes[$index])) return false',
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'treat a boxed value as a primitive',
    in: 'kindOf',
    from: "if (typeof $value !== 'object') return typeof $value",
    to: "if (typeof $value !== 'object') return Object.prototype.toString.call($value).slice(8, -1)",
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'treat a hole in an array as undefined',
    in: 'isDense',
    from: '$keys.length === $value.length && ($keys.length === 0 || $keys.at(-1) === String($keys.length - 1))',
    to: '$keys.length <= $value.length',
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'omit a changed array length',
    in: 'withLength',
    from: 'if ($before.length === $after.length) return $named',
    to: 'if ($before.length >= 0) return $named',
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'find object keys of a map by identity',
    in: 'comparedEntries',
    from: `if (isObject($key)) $objects.push([$key, $part])
      else if ($after.has($key)) $common.push([$key, $part, $after.get($key)])`,
    to: `if (isObject($key)) removed.push([$key, $part])
      else if ($after.has($key)) $common.push([$key, $part, $after.get($key)])`,
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'pair equal keys in any order',
    in: 'pairs',
    from: '$group.length > 1 || $newGroup.length > 1 ?',
    to: '$group.length < 0 ?',
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'compare members of a set by their order',
    in: 'nodeOf',
    from: '[...$classes].sort().join()',
    to: '$classes.join()',
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'treat members that contain themselves as equal',
    in: 'EqualityClasses.#refined',
    from: 'if ($bySign.size === $amount) return $classes',
    to: 'if ($bySign.size >= $amount) return $classes',
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'compare a self-containing part at many paths',
    in: 'Visits.isDue',
    from: 'isWithinItself($pair) ? mostRepeats : this.#repeats + 1',
    to: 'this.#repeats + (isWithinItself($pair) ? 1_000 : 1)',
    suites: ['test/time-travel/state-changes.test.ts', 'test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'report a shared part at one path only',
    in: 'mostRepeats',
    from: 'const mostRepeats = 100_000',
    to: 'const mostRepeats = 1',
    suites: ['test/time-travel/state-changes.test.ts', 'test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'find a key by identity only',
    in: 'keyIn',
    from: '$keys.find(($other) => $classOf($other) === $classOf($key)) ?? $key',
    to: '$keys.find(($other) => $other === $key) ?? $key',
    suites: ['test/time-travel/every-difference.test.ts', 'test/time-travel'],
  },
  {
    name: 'count a buffer for each view',
    in: 'sizeOf',
    from: '$waiting.push([$value.buffer, ArrayBuffer.isView($other) ? $other.buffer : undefined])',
    to: 'bytes += $value.byteLength',
    suites: ['test/time-travel/state-size.test.ts'],
  },
]
