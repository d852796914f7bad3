// @ts-check

/**
 * Mutations of batched checkpoints and of stored processes.
 *
 * @type {import('../mutations.mjs').Mutation[]}
 */
export default [
  {
    name: 'store a checkpoint for each fast reaction',
    in: 'CheckpointBatch.add',
    from: 'if (this.#isSameTask && this.#unsaved < mostUnsaved) return',
    to: '',
    suites: ['test/model/batched-checkpoints.test.ts'],
  },
  {
    name: 'repeat any number of fast reactions after a crash',
    in: 'CheckpointBatch.add',
    from: ' && this.#unsaved < mostUnsaved',
    to: '',
    suites: ['test/model/batched-checkpoints.test.ts'],
  },
  {
    name: 'start the next reaction before the checkpoint of a slow one is stored',
    in: 'CheckpointBatch.#beginTask',
    from: 'this.#isSameTask = false',
    to: '',
    suites: ['test/model/batched-checkpoints.test.ts'],
  },
  {
    name: 'store no checkpoint while a reactor waits for events',
    in: 'CheckpointBatch.#beginTask',
    from: 'return this.#write()',
    to: '',
    suites: ['test/model/batched-checkpoints.test.ts', 'test/model/reactor.test.ts'],
  },
  {
    name: 'store no checkpoint of the last reactions before a stop',
    in: 'Reactor.#follow',
    from: 'await $batch.flush()',
    to: '',
    suites: ['test/model/batched-checkpoints.test.ts'],
  },
  {
    name: 'keep a reactor running after a checkpoint failed',
    in: 'CheckpointBatch.#write',
    from: 'this.#onFailure()',
    to: '',
    suites: ['test/model/batched-checkpoints.test.ts'],
  },
  {
    name: 'park an event before the checkpoint of the events before it',
    in: 'Reactor.#handleOrPark',
    from: 'await $batch.flush()',
    to: '',
    suites: ['test/model/batched-checkpoints.test.ts'],
  },
  {
    name: 'fold the whole log when a process manager starts',
    in: 'Processes.#stateAt',
    from: 'if ($place?.historyId === $historyId) this.#beginAt($place, false)',
    to: 'if (!$place && !$historyId) this.#beginAt($place, false)',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'fold an event twice after a crash before the mark',
    in: 'Processes.#apply',
    from: '$position <= $process.fold.position || ',
    to: '',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'decide on a stored state that includes later events',
    in: 'Processes.#foldedTo',
    from: 'if (this.#processFor($processId).fold.position > $position) await this.#refold($processId)',
    to: '',
    suites: ['test/model/processes-after-a-crash.test.ts'],
  },
  {
    name: 'forget processes that are not stored',
    in: 'Processes.#forgetUnused',
    from: 'if (!this.#changed.has($processId)) ',
    to: '',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'store the place before all processes are stored',
    in: 'Processes.#write',
    from: '$processes.size === this.#changed.size',
    to: 'true',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'start a deleted process with its initial state',
    in: 'StoredProcesses.read',
    from: '$mark?.id === this.#mark?.id ? $found : undefined',
    to: '$mark === undefined ? $found : $found',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'store a mark after the processes were deleted',
    in: 'StoredProcesses.#replaceMark',
    from: '$isFirst || ($known !== undefined && $mark?.id === $known)',
    to: 'true',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'use stored processes of other functions',
    in: 'StoredProcesses.begin',
    from: '$mark.source !== this.#source || ',
    to: '',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'use stored processes of a rewound log',
    in: 'StoredProcesses.begin',
    from: 'if (!(await isInLog(this.#store, $mark))) return undefined',
    to: '',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'use a damaged process',
    in: 'StoredProcesses.#readOne',
    from: "if ($stored.checksum !== checksumOf($stored)) return 'unusable'",
    to: '',
    suites: ['test/model/stored-processes.test.ts'],
  },
  {
    name: 'continue with the state of a process before its handler failed',
    in: 'stateOf',
    from: '$failure ? { $position, $eventId } : ',
    to: '',
    suites: ['test/model/stored-processes.test.ts'],
  },
]
