import 'rewindable/devtools'
import { defineProjection, deleteEventStore, openEventStore, openMemoryEventStore } from 'rewindable'
import { type Outcomes, useEverything } from './everything.ts'

/** Returns the error of a rejected call in a form that can be sent to another page. */
async function refusal(call: Promise<unknown>): Promise<object> {
  return call.then(
    () => ({}),
    ({ code, missing, message }) => ({ code, missing, message }),
  )
}

const count = defineProjection({ name: 'count', initialState: () => 0, when: { Counted: (sum: number) => sum + 1 } })

/** Opens the element with a log, seeks the first event and bookmarks it. Returns the texts that the element shows. */
async function showTimeline(): Promise<Outcomes> {
  const store = await openMemoryEventStore()
  await store.append('c', [
    { type: 'Counted', data: 1 },
    { type: 'Counted', data: 2 },
  ])
  const element = document.createElement('rewindable-timeline')
  element.setAttribute('open', '')
  element.store = store
  element.projections = [count]
  document.body.append(element)
  const find = async (selector: string): Promise<HTMLElement> => {
    for (;;) {
      const found = element.shadowRoot?.querySelector<HTMLElement>(selector)
      if (found) return found
      await new Promise(requestAnimationFrame)
    }
  }
  await find('.panels')
  await element.timeline?.seek(1)
  await find('[data-viewing="past"]')
  const button = await find('[aria-label="Export, import, storage"]')
  button.click()
  await find('[aria-label="The log"] li')
  return { state: element.timeline?.getSnapshot().state, panels: 'shown', drawer: 'shown' }
}

/** Uses every part of the library without access to IndexedDB. Returns the errors and the results. */
export async function useInMemory(): Promise<Outcomes> {
  return {
    origin: self.origin,
    opening: await refusal(openEventStore('denied')),
    deleting: await refusal(deleteEventStore('denied')),
    everything: await useEverything(() => openMemoryEventStore()),
    timeline: await showTimeline().catch(String),
  }
}
