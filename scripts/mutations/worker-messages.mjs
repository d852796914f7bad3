// @ts-check

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'send a patch to a page that could not read the last state',
    in: 'host',
    from: 'if ($data !== $number) $sent = undefined',
    to: '',
    suites: ['test/worker/sent-changes.test.ts'],
  },
  {
    name: 'confirm a state that the page could not read',
    in: 'RemoteProjection.#start',
    from: 'this.#send($channel.last.number)',
    to: 'this.#send($channel.last.number + 1)',
    suites: ['test/worker/sent-changes.test.ts'],
  },
  {
    name: 'send whole states from a worker',
    in: 'contentOf',
    from: 'if ($patch) return',
    to: 'if ($patch && $patch.parts.size < 0) return',
    suites: ['test/worker/sent-changes.test.ts'],
  },
  {
    name: 'apply a patch from a worker to the state that the page shows',
    in: 'RemoteProjection.#take',
    from: 'patchedState($channel.last.state, ',
    to: 'patchedState(this.#state, ',
    suites: ['test/worker/sent-changes.test.ts'],
  },
  {
    name: 'apply a patch without the parts that cloning loses',
    in: 'RemoteProjection.#take',
    from: 'patchedState($channel.last.state, restoredState($message))',
    to: 'patchedState($channel.last.state, $message.state)',
    suites: ['test/worker/random-changes.test.ts'],
  },
  {
    name: 'ignore the order of keys in a patch of a state',
    in: 'Comparison.#of',
    from: 'else if (!Object.is($keys.next().value, $key)) return [$after]',
    to: '',
    suites: ['test/worker/sent-changes.test.ts'],
  },
  {
    name: 'patch the keys of a map that are objects',
    in: 'Comparison.#of',
    from: '|| [...$changed.keys()].some(isObject)',
    to: '',
    suites: ['test/worker/random-changes.test.ts'],
  },
  {
    name: 'keep removed parts in the page',
    in: 'Comparison.#of',
    from: 'if (!$parts.has($key)) $changed.set($key, [])',
    to: 'if (!$parts.has($key)) $changed.delete($key)',
    suites: ['test/worker/sent-changes.test.ts'],
  },
  {
    name: 'compare a part that contains itself again',
    in: 'Comparison.#of',
    from: '|| this.#visited.has($after)',
    to: '',
    suites: ['test/worker/linked-states.test.ts'],
  },
  {
    name: 'compare parts of any depth',
    in: 'Comparison.#of',
    from: 'this.#depth === deepest ||',
    to: '',
    suites: ['test/worker/linked-states.test.ts'],
  },
  {
    name: 'change the last state of a page',
    in: 'patched',
    from: 'shallowCopyOf($named)',
    to: '$named',
    suites: ['test/worker/sent-changes.test.ts'],
  },
  {
    name: 'send the items after a removed item',
    in: 'spliceBetween',
    from: 'if ($end === $before.length) $start = $shorter',
    to: '$start = $shorter',
    suites: ['test/worker/sent-changes.test.ts'],
  },
]
