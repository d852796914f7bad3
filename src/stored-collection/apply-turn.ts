import { ChangeNotifier } from '../log/change-notifier.ts'
import type { Run } from '../log/run.ts'
import { letNodeExit } from '../platform/let-node-exit.ts'
import { inOneTab } from '../platform/run-in-one-tab.ts'

/**
 * Lets one tab apply events while the others wait for its writes. The class only avoids duplicate work: each write compares the revision. If the
 * other tab makes no progress, for example because it is frozen, this tab applies events too.
 */
export class ApplyTurn {
  readonly #lock: string
  readonly #notifier: ChangeNotifier
  /** Whether the other tab made no progress when this tab waited last. */
  #isOtherStuck = false
  /** Whether the listeners hear of the progress of this tab. */
  #isNotifying = false

  /** @param name the same in all tabs that apply the same rows */
  constructor(name: string) {
    this.#lock = `rewindable: apply ${name}`
    this.#notifier = new ChangeNotifier(`rows ${name}`, { pollInterval: 0 })
  }

  /**
   * Applies events in this tab, or waits until another tab has done it.
   *
   * @param patience milliseconds without progress after which the other tab counts as frozen
   * @param reload reads the place of the rows. Returns whether the rows are up to date, and a text that changes with each write
   */
  async take(
    run: Run,
    patience: number,
    apply: () => Promise<void>,
    reload: () => Promise<{ readonly isDone: boolean; readonly revision: string }>,
  ): Promise<void> {
    let before: string | undefined
    while (!run.isOver) {
      let hasRun = false
      await inOneTab(this.#lock, () => {
        hasRun = true
        this.#isOtherStuck = false
        return apply()
      })
      if (hasRun) return
      if (this.#isOtherStuck) return apply()
      const isHeard = await this.#nextMessage(run, patience)
      const { isDone, revision } = await reload()
      if (isDone) return
      this.#isOtherStuck = !isHeard && revision === before
      before = revision
    }
  }

  /** Notifies other tabs of the progress. A lost message changes nothing. */
  notify(position: number): void {
    this.#isNotifying = true
    this.#notifier.notify(position)
    this.#isNotifying = false
  }

  /** Calls a listener after progress of another tab, or of another collection with the same rows. */
  onProgress(listener: (position: number) => void): () => void {
    return this.#notifier.listen((position) => {
      if (position !== undefined && !this.#isNotifying) listener(position)
    })
  }

  close(): void {
    this.#notifier.close()
  }

  /** Waits for a message. @returns whether there was one in time */
  #nextMessage(run: Run, patience: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isHeard: boolean): void => {
        stopListening()
        clearTimeout(timer)
        run.signal.removeEventListener('abort', giveUp)
        resolve(isHeard)
      }
      const giveUp = (): void => end(false)
      const stopListening = this.#notifier.listen(() => end(true))
      const timer = letNodeExit(setTimeout(giveUp, patience))
      run.signal.addEventListener('abort', giveUp)
    })
  }
}
