// @ts-check
const iterations = ['test/log/ending-a-subscription.test.ts', 'test/log/ending-a-reading.test.ts']
const closing = ['test/log/closing-from-inside.test.ts', 'test/transfer/ending-an-import.test.ts']
const reactors = ['test/model/ending-a-reactor.test.ts']
const retries = ['test/model/ending-a-retry.test.ts']
const repeatedIds = ['test/model/repeated-ids.test.ts']
const commands = ['test/model/ending-a-command.test.ts']

/** @type {import('./mutations.mjs').Mutation[]} */
export const mutationsOfEndings = [
  {
    name: 'leave a reader waiting when its iteration ends',
    file: 'src/log/endable-iterator.ts',
    from: '    if (failure) this.#asked.shift()?.reject(failure.reason)\n    this.#settleAll()',
    to: '',
    suites: iterations,
  },
  {
    name: 'deliver what is left of a page after the end',
    file: 'src/log/endable-iterator.ts',
    from: '    if (!this.#isOver) this.#endIfDue()\n',
    to: '',
    suites: ['test/log/aborting.test.ts', ...iterations],
  },
  {
    name: 'keep the listener of a subscription that is over',
    file: 'src/log/endable-iterator.ts',
    from: '      stop?.()\n',
    to: '',
    suites: iterations,
  },
  {
    name: 'keep the listener of a reading that its reader forgot',
    file: 'src/log/endable-iterator.ts',
    from: '        if (!this.#endings.begin) this.#release()\n',
    to: '',
    suites: iterations,
  },
  {
    name: 'read on for a reader that has left',
    file: 'src/log/read-pages.ts',
    from: '    yield batchOf(events)\n',
    to: '    if (events.length > 0) yield batchOf(events)\n',
    suites: iterations,
  },
  {
    name: 'close a store without telling its readers',
    file: 'src/log/event-log.ts',
    from: '      this.closing.begin()\n',
    to: '',
    suites: iterations,
  },
  {
    name: 'close a store while an import moves into the log',
    file: 'src/log/event-log.ts',
    from: '    await this.closing.finished()\n',
    to: '',
    suites: ['test/transfer/ending-an-import.test.ts'],
  },
  {
    name: 'take a cancelled source for one that ended',
    file: 'src/transfer/lines.ts',
    from: '      signal?.throwIfAborted()\n',
    to: '',
    suites: ['test/transfer/ending-an-import.test.ts'],
  },
  {
    name: 'import although the last report of its progress ended it',
    file: 'src/transfer/import-jsonl.ts',
    from: '  signal?.throwIfAborted()\n  return sequence.position',
    to: '  return sequence.position',
    suites: closing,
  },
  {
    name: 'cancel an export only when the database answers',
    file: 'src/transfer/export-jsonl.ts',
    from: 'await pages.return?.()',
    to: 'await chunks.return()',
    suites: ['test/log/ending-a-reading.test.ts'],
  },
  {
    name: 'wait for the reaction that stops its own reactor',
    file: 'src/model/reactor.ts',
    from: 'if (!this.#isReacting) await this.stopped',
    to: 'await this.stopped',
    suites: reactors,
  },
  {
    name: 'start a reaction after the reactor was stopped',
    file: 'src/model/reactor.ts',
    from: 'if (signal.aborted || checkpoint.isOutdated) return undefined\n      try {',
    to: 'if (checkpoint.isOutdated) return undefined\n      try {',
    suites: reactors,
  },
  {
    name: 'let a reactor wait although its store is closed',
    file: 'src/model/reactor.ts',
    from: 'onClose(this.#store, () => this.#abort.abort(new StoreClosed()))',
    to: 'onClose(this.#store, () => {})',
    suites: reactors,
  },
  {
    name: 'let a reactor of a closed store wait for its turn',
    file: 'src/model/reactor.ts',
    from: '(error: unknown) => error instanceof StoreClosed && this.#abort.abort(error)',
    to: '() => {}',
    suites: reactors,
  },
  {
    name: 'wait for the beginning of a reactor that is stopped',
    file: 'src/model/reactor.ts',
    from: 'await orAborted(begin, signal)',
    to: 'await begin',
    suites: reactors,
  },
  {
    name: 'fold the state of a process after the stop',
    file: 'src/model/process-manager.ts',
    from: '      signal,\n',
    to: '',
    suites: reactors,
  },
  {
    name: 'let a retry wait for itself',
    file: 'src/model/retry-parked.ts',
    from: '  if (underWay.has(lock)) return false\n',
    to: '',
    suites: retries,
  },
  {
    name: 'count a try that was told to end',
    file: 'src/model/retry-parked.ts',
    from: 'if (!ended.aborted) await checkpoint',
    to: 'await checkpoint',
    suites: retries,
  },
  {
    name: 'tell a retry to end because its reactor was stopped before',
    file: 'src/model/retry-parked.ts',
    from: 'stopping.aborted ? undefined : stopping',
    to: 'stopping',
    suites: retries,
  },
  {
    name: 'park an event again that was discarded',
    file: 'src/model/reactor-checkpoint.ts',
    from: 'parked.map((one) => (one.position === event.position ? event : one))',
    to: '[...without(parked, event.position), event]',
    suites: retries,
  },
  {
    name: 'give two events of one id one key',
    file: 'src/model/reactions.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the source
    from: 'return `${id}/${globalPosition}`',
    to: 'return globalPosition > 0 ? id : id',
    suites: repeatedIds,
  },
  {
    name: 'park one of two events of one id',
    file: 'src/model/reactor-checkpoint.ts',
    from: '[...without(parked, event.position), event].sort',
    to: '[...parked.filter(({ eventId }) => eventId !== event.eventId), event].sort',
    suites: repeatedIds,
  },
  {
    name: 'retry the event that took the place of a parked one',
    file: 'src/model/retry-parked.ts',
    from: 'if (event?.id !== parked.eventId) {',
    to: 'if (!event) {',
    suites: repeatedIds,
  },
  {
    name: 'wait before another try with a closed store',
    file: 'src/model/handle-command.ts',
    from: 'await whileOpen(store, signal, (ended) => wait(delay(tried), ended))',
    to: 'await wait(delay(tried), signal)',
    suites: commands,
  },
  {
    name: 'wait for the database after a command was aborted',
    file: 'src/model/handle-command.ts',
    from: 'await orAborted(refresh(), signal)\n    // Looked',
    to: 'await refresh()\n    // Looked',
    suites: commands,
  },
]
