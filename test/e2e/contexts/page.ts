import { openEventStore } from 'rewindable'
import { RemoteProjection } from 'rewindable/worker'
import { type Counted, type Outcomes, total } from './everything.ts'
import { useInMemory } from './use-in-memory.ts'

/** The functions that the page offers to the tests. */
export type ContextsPage = {
  /** Uses every part of the library in a module service worker. */
  inServiceWorker(): Promise<Outcomes>
  /** Appends in this page and returns the state that the service worker folded. */
  foldedByServiceWorker(): Promise<number>
  /** Uses every part of the library in this page, in memory. */
  inMemory(): Promise<Outcomes>
  /** Uses every part of the library in a sandboxed frame. */
  inSandboxedFrame(): Promise<Outcomes>
}

declare global {
  interface Window {
    readonly contextsPage: ContextsPage
  }
}

async function serviceWorker(): Promise<ServiceWorker> {
  await navigator.serviceWorker.register(new URL('service-worker.ts', import.meta.url), { type: 'module' })
  const { active } = await navigator.serviceWorker.ready
  if (!active) throw new Error('Expected an active service worker, found none.')
  return active
}

const contextsPage: ContextsPage = {
  async inServiceWorker() {
    const active = await serviceWorker()
    const { port1, port2 } = new MessageChannel()
    active.postMessage('begin', [port2])
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data)
    })
  },
  async foldedByServiceWorker() {
    const active = await serviceWorker()
    const store = await openEventStore<Counted>('hosted')
    await store.append('c', { type: 'Counted', data: 7 })
    await store.close()
    const remote = new RemoteProjection(active, total)
    return new Promise((resolve) => remote.subscribe((state) => state > 0 && resolve(state)))
  },
  inMemory: useInMemory,
  inSandboxedFrame() {
    const script = new URL('sandboxed-frame.ts', import.meta.url)
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.srcdoc = `<!doctype html><body><script type="module" src="${script}"></script>`
    document.body.append(frame)
    return new Promise((resolve) => {
      addEventListener('message', ({ data, source }) => source === frame.contentWindow && resolve(data))
    })
  },
}

Object.assign(window, { contextsPage })
