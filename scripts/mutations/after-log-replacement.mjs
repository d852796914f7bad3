// @ts-check

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'skip events after a replacement by a shorter log',
    in: 'DeliveredEvents.rewindTo',
    from: 'this.#first = Math.min(this.#first, $position + 1)',
    to: '',
    suites: ['test/replacement/followers.test.ts'],
  },
  {
    name: 'count events that followed a replacement as restored',
    in: 'followedEvents',
    from: '$isReplaced ? await $storage.restoredEvents() : $to',
    to: '$to',
    suites: ['test/replacement/followers.test.ts'],
  },
  {
    name: 'store a replacement without the number of restored events',
    in: 'replaceIn',
    from: 'replacedBy: $importId, restored: $events }',
    to: 'replacedBy: $importId }',
    suites: ['test/replacement/followers.test.ts'],
  },
  {
    name: 'start a reactor at a position of the replaced log',
    in: 'Reactor.#run',
    from: 'await this.#follow($checkpoint, $start)',
    to: 'await this.#follow(this.#checkpoint(), $start)',
    suites: ['test/replacement/reactors.test.ts'],
  },
  {
    name: 'continue to fold processes from a replaced log',
    in: 'Processes.#stateAt',
    from: 'if (this.#place?.historyId !== $historyId) {',
    to: 'if (!this.#place) {',
    suites: ['test/replacement/processes.test.ts'],
  },
  {
    name: 'decide on an event of the replaced log with a state of the new log',
    in: 'Processes.#foldedTo',
    from: `if (this.#store.historyId !== $historyId) throw new LogReplaced()
        await this.#load([$processId])`,
    to: 'await this.#load([$processId])',
    suites: ['test/replacement/processes.test.ts'],
  },
  {
    name: 'stay failed after the log was replaced',
    in: 'mayRetry',
    from: '$store.historyId !== $failedIn',
    to: 'false',
    suites: ['test/replacement/failures.test.ts'],
  },
  {
    name: 'retry a failed handler on the same log',
    in: 'mayRetry',
    from: '$store.historyId !== $failedIn',
    to: 'true',
    suites: ['test/replacement/failures.test.ts'],
  },
  {
    name: 'keep the state of a replaced log in a remote projection',
    in: 'RemoteProjection.#change',
    from: '$message.historyId !== this.#historyId ||',
    to: '',
    suites: ['test/replacement/failures.test.ts'],
  },
  {
    name: 'read the log that replaced the origin as the past of a fork',
    in: 'SharedPast.read',
    from: `this.assertThere()
    return $chunks`,
    to: 'return $chunks',
    suites: ['test/replacement/forks.test.ts'],
  },
  {
    name: 'answer questions about the past of a fork from the log that replaced its origin',
    in: 'SharedPast.#read',
    from: `} finally {
        this.assertThere()
      }`,
    to: '} finally {}',
    suites: ['test/replacement/forks.test.ts'],
  },
  {
    name: 'step through events of two logs',
    in: 'visibleFrom',
    from: 'withinOneHistory($store, () => search($store, $filter, $from, $by))',
    to: 'search($store, $filter, $from, $by)',
    suites: ['test/replacement/timelines.test.ts'],
  },
  {
    name: 'search for an event in a replaced log',
    in: 'positionOfEvent',
    from: 'await withinOneHistory($store, () => searchBack($store, $id))',
    to: 'await searchBack($store, $id)',
    suites: ['test/replacement/timelines.test.ts'],
  },
  {
    name: 'compare states of two different logs',
    in: 'Timeline.diff',
    from: 'withinOneHistory(this.#sequence, async () => stateChanges(await this.stateAt($from), await this.stateAt($to)))',
    to: 'stateChanges(await this.stateAt($from), await this.stateAt($to))',
    suites: ['test/replacement/timelines.test.ts'],
  },
  {
    name: 'answer a question about the past from a log that was replaced while reading',
    in: 'readPast',
    from: `return withinOneHistory($store, async () => {
        const $within = await $playhead.within($position)
        return $read($playhead.past, $within)
      })`,
    to: 'return $playhead.within($position).then(($within) => $read($playhead.past, $within))',
    suites: ['test/replacement/timelines.test.ts'],
  },
  {
    name: 'trust the last position of a replaced log',
    in: 'Playhead.within',
    from: '$position <= this.#view.lastPosition && this.#shownPast === this.past',
    to: '$position <= this.#view.lastPosition',
    suites: ['test/replacement/timelines.test.ts'],
  },
  {
    name: 'find the position of a time in two logs',
    in: 'positionAtTimeIn',
    from: 'withinOneHistory($sequence, () => bisect($sequence, ({ recordedAt }) => recordedAt <= Number($time)))',
    to: 'bisect($sequence, ({ recordedAt }) => recordedAt <= Number($time))',
    suites: ['test/replacement/timelines.test.ts'],
  },
  {
    name: 'let a file without events empty the log',
    in: 'replaceFromJsonl',
    from: '$lines === 0 && !$allowEmpty',
    to: 'false',
    suites: ['test/store/storage-contract.test.ts'],
  },
  {
    name: 'report a replacement as done although another one won',
    in: 'replaceFromJsonl',
    from: 'if (!(await $staging.replace($importId, $lines, $signal))) throw new ImportConflict()',
    to: 'await $staging.replace($importId, $lines, $signal)',
    suites: ['test/store/storage-contract.test.ts'],
  },
]
