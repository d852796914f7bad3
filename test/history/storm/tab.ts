import { type Order, trouble } from './report.ts'
import { reportSender } from './report-sender.ts'
import { Writer } from './writer.ts'

/** The orders for the writer of a page and for the writer in its worker. */
export type TabOrder = { readonly itself: Order; readonly worker: Order | undefined }

/** A message to a worker: an order to begin, or to finish. */
export type WorkerOrder = Order | 'finish'

/** Reports of a worker as JSON, and the port on which it waits for the acknowledgement. */
export type WorkerReports = { readonly reports: string; readonly noted: MessagePort }

/** A page in the storm. */
class StormTab {
  readonly #writer: Writer
  readonly #worker: Worker | undefined

  constructor({ itself, worker }: TabOrder) {
    this.#worker = worker && startWorker(worker)
    const send = reportSender(window.sendReports)
    document.addEventListener('freeze', () => send({ kind: 'counted', what: 'frozen' }))
    document.addEventListener('resume', () => send({ kind: 'counted', what: 'resumed' }))
    this.#writer = new Writer(itself, send)
    void this.#writer.work()
  }

  finish(): void {
    this.#writer.finish()
    this.#worker?.postMessage('finish' satisfies WorkerOrder)
  }

  appendLast(): Promise<void> {
    return this.#writer.appendLast()
  }
}

/** Starts a worker that reports through the page. */
function startWorker(order: Order): Worker {
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', async ({ data: { reports, noted } }: MessageEvent<WorkerReports>) => {
    await window.sendReports(reports)
    noted.postMessage('noted')
  })
  worker.addEventListener('error', ({ message }) =>
    window.sendReports(JSON.stringify([trouble(order.writer, message)])),
  )
  worker.postMessage(order satisfies WorkerOrder)
  return worker
}

declare global {
  interface Window {
    StormTab: typeof StormTab
    stormTab: StormTab
    /** Defined by the test. Takes a list of reports as JSON and resolves when they are recorded. */
    sendReports: (reports: string) => Promise<void>
  }
}

window.StormTab = StormTab
