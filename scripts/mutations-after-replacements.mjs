// @ts-check
const contract = ['test/store/storage-contract.test.ts']
const failures = ['test/replacement/failures.test.ts']
const followers = ['test/replacement/followers.test.ts']
const forks = ['test/replacement/forks.test.ts']
const processes = ['test/replacement/processes.test.ts']
const reactors = ['test/replacement/reactors.test.ts']
const timelines = ['test/replacement/timelines.test.ts']

/** What reads on after a replacement, and what a replacement rejects. @type {import('./mutations.mjs').Mutation[]} */
export const mutationsAfterReplacements = [
  {
    name: 'skip what follows a replacement by a shorter log',
    file: 'src/log/trail.ts',
    from: 'this.#first = Math.min(this.#first, lastPosition + 1)',
    to: '',
    suites: followers,
  },
  {
    name: 'count events that followed a replacement as restored',
    file: 'src/log/subscription.ts',
    from: 'trail.replaced(await storage.restoredEvents())',
    to: 'trail.replaced(position)',
    suites: followers,
  },
  {
    name: 'do not store how many events were restored',
    file: 'src/storage/replace-log.ts',
    from: 'replacedBy: importId, restored: events }',
    to: 'replacedBy: importId }',
    suites: followers,
  },
  {
    name: 'begin a reactor at a position of the replaced log',
    file: 'src/model/reactor.ts',
    from: 'await this.#follow(checkpoint, start)',
    to: 'await this.#follow(this.#checkpoint(), start)',
    suites: reactors,
  },
  {
    name: 'fold processes on from a replaced log',
    file: 'src/model/process-manager.ts',
    from: 'position < this.#position || historyId !== this.#historyId',
    to: 'position < this.#position',
    suites: processes,
  },
  {
    name: 'decide on an event of the old log with a state of the new one',
    file: 'src/model/process-manager.ts',
    from: 'if (this.#store.historyId !== historyId) throw new LogReplaced()',
    to: '',
    suites: processes,
  },
  {
    name: 'stay failed when the log is replaced',
    file: 'src/projection/may-pass.ts',
    from: 'return store.historyId !== failedIn',
    to: 'return false',
    suites: failures,
  },
  {
    name: 'retry a failed handler on the same log',
    file: 'src/projection/may-pass.ts',
    from: 'return store.historyId !== failedIn',
    to: 'return true',
    suites: failures,
  },
  {
    name: 'keep the state of a replaced log on the page of a worker',
    file: 'src/worker/remote-projection.ts',
    from: 'message.historyId !== this.#historyId ||',
    to: '',
    suites: failures,
  },
  {
    name: 'read a new log as the past of a fork',
    file: 'src/time-travel/shared-past.ts',
    from: `    // A reading that began late reads the new log.
    this.assertThere()`,
    to: '',
    suites: forks,
  },
  {
    name: 'answer about the past of a fork from a new log',
    file: 'src/time-travel/shared-past.ts',
    from: `    } finally {
      this.assertThere()
    }`,
    to: '    } finally {}',
    suites: forks,
  },
  {
    name: 'step in a mixture of two logs',
    file: 'src/time-travel/timeline-filter.ts',
    from: 'return ofOneHistory(store, () => search(store, filter, from, by))',
    to: 'return search(store, filter, from, by)',
    suites: timelines,
  },
  {
    name: 'search for an event in a replaced log',
    file: 'src/time-travel/event-anchor.ts',
    from: 'await ofOneHistory(store, () => searchBack(store, id))',
    to: 'await searchBack(store, id)',
    suites: timelines,
  },
  {
    name: 'compare states of two logs',
    file: 'src/time-travel/timeline.ts',
    from: 'return ofOneHistory(this.#store, async () => stateChanges(await this.stateAt(from), await this.stateAt(to)))',
    to: 'return stateChanges(await this.stateAt(from), await this.stateAt(to))',
    suites: timelines,
  },
  {
    name: 'ask for the past of a replaced log',
    file: 'src/time-travel/ask-past.ts',
    from: `  return ofOneHistory(store, async () => {
    const within = await playhead.within(position)
    return read(playhead.past, within)
  })`,
    to: '  return playhead.within(position).then((within) => read(playhead.past, within))',
    suites: timelines,
  },
  {
    name: 'believe where a replaced log ended',
    file: 'src/time-travel/playhead.ts',
    from: 'position <= this.#standing.lastPosition && this.#shownPast === this.past',
    to: 'position <= this.#standing.lastPosition',
    suites: timelines,
  },
  {
    name: 'find the position of a time in two logs',
    file: 'src/projection/reconstruct-state.ts',
    from: 'return ofOneHistory(store, () => bisect(store, Number(time)))',
    to: 'return bisect(store, Number(time))',
    suites: timelines,
  },
  {
    name: 'empty the log by a file without events',
    file: 'src/transfer/import-jsonl.ts',
    from: 'lines === 0 && !allowEmpty',
    to: 'false',
    suites: contract,
  },
  {
    name: 'report a replacement at the same time as done',
    file: 'src/transfer/import-jsonl.ts',
    from: 'if (!(await staging.replace(importId, lines, given.signal))) throw new ImportConflict()',
    to: 'await staging.replace(importId, lines, given.signal)',
    suites: contract,
  },
]
