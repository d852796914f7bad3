import { openEventStore } from 'rewindable'
import { hostProjections } from 'rewindable/worker'
import { type Counted, total, useEverything } from './everything.ts'

hostProjections(openEventStore<Counted>('hosted'), [total])

addEventListener('message', (event) => {
  // Service workers receive an ExtendableMessageEvent. TypeScript's types for pages do not contain it.
  if (!('data' in event && event.data === 'begin' && 'ports' in event && Array.isArray(event.ports))) return
  const port: unknown = event.ports[0]
  if (!(port instanceof MessagePort)) return
  useEverything(openEventStore).then(
    (outcomes) => port.postMessage(outcomes),
    (error: unknown) => port.postMessage({ opening: String(error) }),
  )
})
