import { teller } from './teller.ts'
import { type Order, trouble } from './told.ts'
import { Writer } from './writer.ts'

/** What a page is to do, itself and by a worker. */
export type TabOrder = { readonly itself: Order; readonly worker: Order | undefined }

/** What a worker is told: to begin, and to finish. */
export type WorkerOrder = Order | 'finish'

/** What a worker tells, and where it waits to hear that it is noted. */
export type WorkerTold = { readonly told: string; readonly noted: MessagePort }

/** A page in the storm. */
class StormTab {
  readonly #writer: Writer
  readonly #worker: Worker | undefined

  constructor({ itself, worker }: TabOrder) {
    this.#worker = worker && startWorker(worker)
    const tell = teller(window.tell)
    document.addEventListener('freeze', () => tell({ kind: 'counted', what: 'frozen' }))
    document.addEventListener('resume', () => tell({ kind: 'counted', what: 'resumed' }))
    this.#writer = new Writer(itself, tell)
    void this.#writer.work()
  }

  finish(): void {
    this.#writer.finish()
    this.#worker?.postMessage('finish' satisfies WorkerOrder)
  }

  sayLastWord(): Promise<void> {
    return this.#writer.sayLastWord()
  }
}

/** What it tells goes by way of the page: a worker that outlives it has nobody to tell. */
function startWorker(order: Order): Worker {
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', async ({ data: { told, noted } }: MessageEvent<WorkerTold>) => {
    await window.tell(told)
    noted.postMessage('noted')
  })
  worker.addEventListener('error', ({ message }) => window.tell(JSON.stringify([trouble(order.writer, message)])))
  worker.postMessage(order satisfies WorkerOrder)
  return worker
}

declare global {
  interface Window {
    StormTab: typeof StormTab
    stormTab: StormTab
    /** Given by the test: a list of what is told, as JSON. Resolves when it is noted. */
    tell: (told: string) => Promise<void>
  }
}

window.StormTab = StormTab
