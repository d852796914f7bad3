// @ts-check

/** @type {import('../mutations.mjs').Mutation[]} */
export default [
  {
    name: 'hide the last good state of a live projection',
    in: 'LiveProjection.#fail',
    from: 'this.#folded.showLastGood()',
    to: '',
    suites: ['test/projection/last-good-state.test.ts', 'test/projection/unreadable-log.test.ts'],
  },
  {
    name: 'continue to fold a state that a failed handler may have changed',
    in: 'FoldedLog.#foldTo',
    from: 'if (this.#isHalfChanged) await this.#restoreTo(this.position, $signal)',
    to: '',
    suites: ['test/projection/last-good-state.test.ts', 'test/projection/unreadable-log.test.ts'],
  },
  {
    name: 'fold the whole log for each retry',
    in: 'FoldedLog.#foldNear',
    from: 'const $handedOut = this.#handedOut',
    to: 'const $handedOut = undefined',
    suites: ['test/projection/last-good-state.test.ts', 'test/projection/unreadable-log.test.ts'],
  },
  {
    name: 'search the last good state without snapshots',
    in: 'FoldedLog.#foldNear',
    from: 'const $stored = this.#isFromSnapshot ?',
    to: 'const $stored = this.#isFromSnapshot && false ?',
    suites: ['test/projection/last-good-state.test.ts', 'test/projection/unreadable-log.test.ts'],
  },
  {
    name: 'show an older state after a failed rebuild',
    in: 'ShownState.keepLastGood',
    from: 'const $isNewer = $lastGood.position > this.#shown.position',
    to: 'const $isNewer = $lastGood.position >= 0',
    suites: ['test/projection/last-good-state.test.ts', 'test/projection/unreadable-log.test.ts'],
  },
  {
    name: 'keep showing a state of a rewound log when a handler throws',
    in: 'ShownState.keepLastGood',
    from: '|| !(await isInLog($sequence, this.#shown).catch(() => true))',
    to: '',
    suites: ['test/projection/last-good-state.test.ts', 'test/projection/unreadable-log.test.ts'],
  },
  {
    name: 'fail when a snapshot cannot be read',
    in: 'FoldedLog.#begin',
    from: '.catch(() => ({ sequence: this.#sequence, reached: Infinity }))',
    to: '',
    suites: ['test/projection/last-good-state.test.ts', 'test/projection/unreadable-log.test.ts'],
  },
  {
    name: 'do not start a live projection when it is subscribed to',
    in: 'LiveProjection.subscribe',
    from: 'this.#start()',
    to: '',
    suites: ['test/projection/stop-and-follow.test.ts', 'test/projection/listeners.test.ts'],
  },
  {
    name: 'load a snapshot instead of continuing a stopped rebuild',
    in: 'FoldedLog.#begin',
    from: 'if (!this.#onLoaded || this.#hasBegun) return',
    to: 'if (!this.#onLoaded) return',
    suites: ['test/projection/stop-and-follow.test.ts', 'test/projection/listeners.test.ts'],
  },
  {
    name: 'leave waiters of a stopped projection unsettled',
    in: 'Run.end',
    from: 'for (const $giveUp of this.#waiting) $giveUp()',
    to: 'this.#waiting.clear()',
    suites: ['test/projection/stop-and-follow.test.ts', 'test/projection/listeners.test.ts'],
  },
  {
    name: 'dispatch events after a projection stopped',
    in: 'LiveProjection.#dispatch',
    from: 'if ($run && !$run.isOver) this.dispatchEvent(',
    to: 'this.dispatchEvent(',
    suites: ['test/projection/stop-and-follow.test.ts', 'test/projection/listeners.test.ts'],
  },
  {
    name: 'notice a closed store only at the next read',
    in: 'Follower.start',
    from: `this.stop($reason)
      $onClosed($reason)`,
    to: '',
    suites: ['test/projection/stop-and-follow.test.ts', 'test/projection/listeners.test.ts'],
  },
  {
    name: 'miss changes during the first call of a listener',
    in: 'callOnChange',
    from: `const $unsubscribe = onChange($target, $listener)
      try {
        $listener()`,
    to: `$listener()
      const $unsubscribe = onChange($target, $listener)
      try {`,
    suites: ['test/time-travel/stop-and-follow.test.ts', 'test/time-travel/seeking.test.ts'],
  },
  {
    name: 'hide the last good state of a timeline',
    in: 'Playhead.#showLastGood',
    from: 'if ($isNewer || this.#shownPast !== $past) this.#show($past, { ...$good, $event }, $isLive, $error)',
    to: '',
    suites: ['test/time-travel/last-good-state.test.ts'],
  },
  {
    name: 'leave the viewed past for the last good state',
    in: 'Playhead.#showLastGood',
    from: 'const $isNewer = $isLive && this.#isShownLive && $good',
    to: 'const $isNewer = $isLive && $good',
    suites: ['test/time-travel/last-good-state.test.ts'],
  },
  {
    name: 'count steps from the target of a failed move',
    in: 'Playhead.#showLastGood',
    from: `this.#seeks.countFrom(this.#view.position)
      const`,
    to: 'const',
    suites: ['test/time-travel/last-good-state.test.ts'],
  },
  {
    name: 'read only whole blocks before a damaged record',
    in: 'PastStates.statesAt',
    from: `if (!this.#isDamagedAfter($position, $error)) throw $error
      const $keyframe`,
    to: `if ($error) throw $error
      const $keyframe`,
    suites: ['test/time-travel/last-good-state.test.ts'],
  },
  {
    name: 'give up when events before the first failure also fail',
    in: 'PastStates.lastGood',
    from: '$failed = $earlier <= $position ? $earlier : undefined',
    to: '$failed = undefined',
    suites: ['test/time-travel/last-good-state.test.ts'],
  },
  {
    name: 'do not start a timeline when it is subscribed to',
    in: 'Timeline.subscribe',
    from: `this.#playhead.start()
      return callOnChange`,
    to: 'return callOnChange',
    suites: ['test/time-travel/stop-and-follow.test.ts', 'test/time-travel/seeking.test.ts'],
  },
  {
    name: 'seek in a closed store',
    in: 'Playhead.go',
    from: 'if ($closed) throw $closed',
    to: '',
    suites: ['test/time-travel/stop-and-follow.test.ts', 'test/time-travel/seeking.test.ts'],
  },
  {
    name: 'leave the live position for a stopped move',
    in: 'Playhead.stop',
    from: 'this.#setLive(this.#isShownLive)',
    to: '',
    suites: ['test/time-travel/stop-and-follow.test.ts', 'test/time-travel/seeking.test.ts'],
  },
  {
    name: 'play on after a stop',
    in: 'Timeline.play',
    from: 'await this.#playhead.untilStopped(playOn($film, $playing, $run.signal))',
    to: 'await playOn($film, $playing, $run.signal)',
    suites: ['test/time-travel/stop-and-follow.test.ts', 'test/time-travel/seeking.test.ts'],
  },
  {
    name: 'show older states after a restart in a worker',
    in: 'RemoteProjection.#change',
    from: "$message.position >= this.#position || $message.status === 'live') {",
    to: '$message.position >= 0) {',
    suites: ['test/worker/stop-and-follow.test.ts'],
  },
  {
    name: 'do not start a remote projection when it is subscribed to',
    in: 'RemoteProjection.subscribe',
    from: `this.#start()
      return callOnChange`,
    to: 'return callOnChange',
    suites: ['test/worker/stop-and-follow.test.ts'],
  },
  {
    name: 'send nothing after a state that cannot be cloned',
    in: 'host',
    from: `$isTaken = true
      $tell({ kind: 'failure'`,
    to: "$tell({ kind: 'failure'",
    suites: ['test/worker/stop-and-follow.test.ts'],
  },
  {
    name: 'send the last good state without its error',
    in: 'host',
    from: "const $failure = $status === 'failed' ? asFailure($error) : undefined",
    to: "const $failure = $status === 'stopped' ? asFailure($error) : undefined",
    suites: ['test/worker/stop-and-follow.test.ts'],
  },
  {
    name: 'stop hosting without notifying the pages',
    in: 'host',
    from: "$tell({ kind: 'stopped' })",
    to: '',
    suites: ['test/worker/stop-and-follow.test.ts'],
  },
]
