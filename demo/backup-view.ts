import type { EventStore } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'
import { element, find } from './element.ts'
import type { Job } from './job-view.ts'
import { count } from './wording.ts'

/** Export to a file and import from one. */
export function backupView(
  root: HTMLElement,
  { store, run, startOver }: { store: EventStore<BankEvent>; run: (job: Job) => Promise<void>; startOver: () => void },
): void {
  const file = find('input[type=file]', HTMLInputElement, root)

  find('[data-export]', HTMLButtonElement, root).addEventListener('click', () => {
    void run({
      title: 'Writing the log to a file',
      async run() {
        const events = await store.lastPosition()
        save(await new Response(store.exportJsonl()).blob(), `bank-${new Date().toISOString().slice(0, 10)}.jsonl`)
        return `${count(events, 'event')} written to a file.`
      },
    })
  })

  file.addEventListener('change', () => {
    const [chosen] = file.files ?? []
    if (!chosen) return
    void run({
      title: `Importing ${chosen.name}`,
      remedy: { label: 'Start over, then import', act: startOver },
      async run(report, signal) {
        const onProgress = ({ bytes }: { bytes: number }) =>
          report(Math.round(bytes / 1024), Math.ceil(chosen.size / 1024))
        const { imported, alreadyThere } = await store.importJsonl(chosen, { onProgress, signal })
        const known = alreadyThere === 0 ? '' : ` ${count(alreadyThere, 'event')} of the file were here already.`
        return `${count(imported, 'event')} imported.${known}`
      },
    }).finally(() => {
      // The same file may be chosen again, which would otherwise be no change.
      file.value = ''
    })
  })
}

function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  element('a', { href: url, download: name }).click()
  // The download has its own hold on the content once it began, in the next turn at the latest.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
