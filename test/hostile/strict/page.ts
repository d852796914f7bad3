import { type Outcome, runWholeLibrary } from './whole-library.ts'
import address from './whole-library.worker.ts?worker&url'

declare global {
  interface Window {
    readonly strictPage: StrictPage
  }
}

/** What a test asks of the page. */
export type StrictPage = {
  runHere(): Promise<Outcome>
  /** In a worker, for whose address the page has the one policy that its own policy allows. */
  runInWorker(): Promise<Outcome>
}

const page: StrictPage = {
  runHere: runWholeLibrary,
  runInWorker: () =>
    new Promise((resolve, reject) => {
      const trusted = window.trustedTypes?.createPolicy('the-page', { createScriptURL: String })
      const worker = new Worker(trusted?.createScriptURL(address) ?? address, { type: 'module' })
      worker.addEventListener('message', ({ data }: MessageEvent<Outcome>) => resolve(data))
      worker.addEventListener('error', ({ message }) => reject(new Error(message)))
    }),
}

Object.assign(window, { strictPage: page })
