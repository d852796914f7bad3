// @ts-check

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'leave a pending read unsettled when its iteration ends',
    in: 'EndableIterator.#end',
    from: `if ($failure) this.#pending.shift()?.reject($failure.reason)
      this.#settleAll()`,
    to: '',
    suites: ['test/log/ending-a-subscription.test.ts', 'test/log/ending-a-read.test.ts'],
  },
  {
    name: 'deliver the remaining events of a page after the end',
    in: 'EndableIterator.#answer',
    from: 'if (!this.#isOver) this.#endIfDue()',
    to: '',
    suites: ['test/log/aborting.test.ts', 'test/log/ending-a-subscription.test.ts', 'test/log/ending-a-read.test.ts'],
  },
  {
    name: 'keep the listener of a subscription that has ended',
    in: 'EndableIterator.#watch',
    from: `$stop?.()
      $stopWatching()`,
    to: '$stopWatching()',
    suites: ['test/log/ending-a-subscription.test.ts', 'test/log/ending-a-read.test.ts'],
  },
  {
    name: 'keep the listener of an iteration that was never started',
    in: 'EndableIterator.#requestBatch',
    from: 'if (!this.#endings.begin) this.#release()',
    to: '',
    suites: ['test/log/ending-a-subscription.test.ts', 'test/log/ending-a-read.test.ts'],
  },
  {
    name: 'read another batch after the reader returned',
    in: 'batchesOf',
    from: 'yield $batchOf($events)',
    to: 'if ($events.length > 0) yield $batchOf($events)',
    suites: ['test/log/ending-a-subscription.test.ts', 'test/log/ending-a-read.test.ts'],
  },
  {
    name: 'close a store without ending its readers',
    in: 'EventLog.close',
    from: 'this.#closing.begin()',
    to: '',
    suites: ['test/log/ending-a-subscription.test.ts', 'test/log/ending-a-read.test.ts'],
  },
  {
    name: 'close a store while an import is being published',
    in: 'EventLog.#close',
    from: 'await this.#closing.finished()',
    to: '',
    suites: ['test/files/ending-an-import.test.ts'],
  },
  {
    name: 'treat a cancelled source as a complete one',
    in: 'chunksOf',
    from: '$signal?.throwIfAborted()',
    to: '',
    suites: ['test/files/ending-an-import.test.ts'],
  },
  {
    name: 'import although the last progress report aborted it',
    in: 'stageLines',
    from: `$signal?.throwIfAborted()
      return $sequence.position`,
    to: 'return $sequence.position',
    suites: ['test/log/closing-from-callbacks.test.ts', 'test/files/ending-an-import.test.ts'],
  },
  {
    name: 'cancel an export only after the database answered',
    in: 'exportJsonl',
    from: 'await $pages.return?.()',
    to: 'await chunks.return()',
    suites: ['test/log/ending-a-read.test.ts'],
  },
  {
    name: 'wait for the reaction that itself stops the reactor',
    in: 'Reactor.stop',
    from: 'if (!this.#isReacting) await this.stopped',
    to: 'await this.stopped',
    suites: ['test/model/ending-a-reactor.test.ts'],
  },
  {
    name: 'start a reaction after the reactor was stopped',
    in: 'Reactor.#handleOrPark',
    from: `if ($signal.aborted || $checkpoint.isOutdated) return undefined
      try {`,
    to: `if ($checkpoint.isOutdated) return undefined
      try {`,
    suites: ['test/model/ending-a-reactor.test.ts'],
  },
  {
    name: 'keep a reactor running after its store was closed',
    in: 'Reactor.#work',
    from: 'onClose(this.#store, () => this.#abort.abort(new StoreClosed()))',
    to: 'onClose(this.#store, () => {})',
    suites: ['test/model/ending-a-reactor.test.ts'],
  },
  {
    name: 'let a reactor of a closed store wait for its lock',
    in: 'Reactor.constructor',
    from: '($error: unknown) => $error instanceof StoreClosed && this.#abort.abort($error)',
    to: '() => {}',
    suites: ['test/model/ending-a-reactor.test.ts'],
  },
  {
    name: 'wait for the start of a reactor that is stopped',
    in: 'Reactor.#run',
    from: 'await orAborted($begin, $signal)',
    to: 'await $begin',
    suites: ['test/model/ending-a-reactor.test.ts'],
  },
  {
    name: 'fold the state of a process after the reactor stopped',
    in: 'Processes.#foldedTo',
    from: '{ $fromPosition, toPosition: $position, $signal }',
    to: '{ $fromPosition, toPosition: $position }',
    suites: ['test/model/ending-a-reactor.test.ts'],
  },
  {
    name: 'let a retry of a parked event wait for itself',
    in: 'retryParked',
    from: 'if (inFlight.has($lock)) return false',
    to: '',
    suites: ['test/model/ending-a-retry.test.ts'],
  },
  {
    name: 'count an attempt that was aborted',
    in: 'retryOnce',
    from: 'if (!$ended.aborted) await $checkpoint',
    to: 'await $checkpoint',
    suites: ['test/model/ending-a-retry.test.ts'],
  },
  {
    name: 'abort a retry because its reactor was stopped earlier',
    in: 'retryOnce',
    from: '$stopping.aborted ? undefined : $stopping',
    to: '$stopping',
    suites: ['test/model/ending-a-retry.test.ts'],
  },
  {
    name: 'park a discarded event again',
    in: 'ReactorCheckpoint.replaceParked',
    from: '$parked.map(($one) => ($one.position === $event.position ? $event : $one))',
    to: '[...without($parked, $event.position), $event]',
    suites: ['test/model/ending-a-retry.test.ts'],
  },
  {
    name: 'give two events with the same id the same idempotency key',
    in: 'idempotencyKeyOf',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: This is source code.
    from: '`${$id}/${$globalPosition}`',
    to: '$globalPosition > 0 ? $id : $id',
    suites: ['test/model/repeated-ids.test.ts'],
  },
  {
    name: 'park only one of two events with the same id',
    in: 'ReactorCheckpoint.park',
    from: '[...without($parked, $event.position), $event].sort',
    to: '[...$parked.filter((one) => one.eventId !== $event.eventId), $event].sort',
    suites: ['test/model/repeated-ids.test.ts'],
  },
  {
    name: 'retry another event at the position of a parked one',
    in: 'retryOnce',
    from: 'if ($event?.id !== $parked.eventId) {',
    to: 'if (!$event) {',
    suites: ['test/model/repeated-ids.test.ts'],
  },
  {
    name: 'wait for the next attempt although the store is closed',
    in: 'decideAndAppend',
    from: 'await whileOpen($store, $signal, ($ended) => wait($delay($tried), $ended))',
    to: 'await wait($delay($tried), $signal)',
    suites: ['test/model/ending-a-command.test.ts'],
  },
  {
    name: 'wait for the database after a command was aborted',
    in: 'decideAndAppend',
    from: `await orAborted($refresh(), $signal)
      $known = 'read'
    }
    const`,
    to: `await $refresh()
      $known = 'read'
    }
    const`,
    suites: ['test/model/ending-a-command.test.ts'],
  },
]
