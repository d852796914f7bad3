import type { WorkerOrder, WorkerTold } from './tab.ts'
import { teller } from './teller.ts'
import { Writer } from './writer.ts'

let writer: Writer | undefined

globalThis.addEventListener('message', ({ data }: MessageEvent<WorkerOrder>) => {
  if (data === 'finish') return writer?.finish()
  writer = new Writer(data, teller(tellPage))
  void writer.work()
})

function tellPage(told: string): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => resolve())
    port1.start()
    const message: WorkerTold = { told, noted: port2 }
    globalThis.postMessage(message, { transfer: [port2] })
  })
}
