import { type Outcome, runWholeLibrary } from './whole-library.ts'
import address from './whole-library.worker.ts?worker&url'

declare global {
  interface Window {
    readonly strictPage: StrictPage
  }
}

/** The functions of the page that a test calls. */
export type StrictPage = {
  runHere(): Promise<Outcome>
  /** Runs in a worker. The page creates the worker's URL with the only Trusted Types policy that its CSP allows. */
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
