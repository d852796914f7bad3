import type { EventStore } from 'rewindable'
import { element, find } from './element.ts'
import { storageInWords } from './storage-in-words.ts'

/** Shows how safe the bank is here, and lets the user ask the browser to keep it. */
export function storageView(root: HTMLElement, store: EventStore): void {
  const facts = find('[data-facts]', HTMLElement, root)
  const keep = find('[data-keep]', HTMLButtonElement, root)
  const answer = find('[data-answer]', HTMLElement, root)

  async function show(): Promise<void> {
    const status = await store.storageStatus()
    facts.replaceChildren(...storageInWords(status).map((fact) => element('li', {}, fact)))
    keep.hidden = status.persistence !== 'best effort'
  }

  keep.addEventListener('click', async () => {
    answer.textContent = (await store.requestPersistence())
      ? ''
      : 'The browser did not agree. It is more likely to for a site that you visit often or have bookmarked.'
    await show()
  })
  store.onStorageChange(() => void show())
  // Usage grows with the log, and no event reports the growth.
  document.addEventListener('visibilitychange', () => void show())
  store.onLogChange(() => void later())

  let isDue = false
  async function later(): Promise<void> {
    if (isDue) return
    isDue = true
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    isDue = false
    await show()
  }

  void show()
}
