import { reportSender } from './report-sender.ts'
import type { WorkerOrder, WorkerReports } from './tab.ts'
import { Writer } from './writer.ts'

let writer: Writer | undefined

globalThis.addEventListener('message', ({ data }: MessageEvent<WorkerOrder>) => {
  if (data === 'finish') return writer?.finish()
  writer = new Writer(data, reportSender(sendToPage))
  void writer.work()
})

function sendToPage(reports: string): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => resolve())
    port1.start()
    const message: WorkerReports = { reports, noted: port2 }
    globalThis.postMessage(message, { transfer: [port2] })
  })
}
