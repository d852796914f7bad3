import { type EventStore, exportJsonl, ImportRejected, importJsonl, replaceFromJsonl } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'
import { element, find } from './element.ts'
import type { Job } from './job-view.ts'
import { rehearseImport } from './rehearsal.ts'
import type { Backup } from './start-over.ts'
import { count, formatCount } from './wording.ts'

/** The file is a valid log of this bank, but differs from the log in this browser. */
class OtherHistory extends Error {
  readonly file: Blob

  constructor(file: Blob, { line }: ImportRejected) {
    super(`The file and the bank here differ from event ${formatCount(line)} on. Nothing was imported.`)
    this.file = file
  }
}

/** Exports the log to a file and imports the log from a file. */
export function backupView(
  root: HTMLElement,
  {
    store,
    run,
    startOver,
  }: { store: EventStore<BankEvent>; run: (job: Job) => Promise<void>; startOver: (backup: Backup) => void },
): void {
  const file = find('input[type=file]', HTMLInputElement, root)

  find('[data-export]', HTMLButtonElement, root).addEventListener('click', () => {
    void run({
      title: 'Writing the log to a file',
      async run() {
        const events = await store.lastPosition()
        save(await new Response(exportJsonl(store)).blob(), `bank-${new Date().toISOString().slice(0, 10)}.jsonl`)
        return `${count(events, 'event')} written to a file.`
      },
    })
  })

  function replaceBank(name: string, content: Blob): Promise<void> {
    return run({
      title: `Replacing the bank by ${name}`,
      async run(report, signal) {
        const onProgress = ({ bytes }: { bytes: number }) =>
          report(Math.round(bytes / 1024), Math.ceil(content.size / 1024))
        const { imported } = await replaceFromJsonl(store, content, { onProgress, signal })
        return `The bank was replaced by the file: ${count(imported, 'event')}.`
      },
    })
  }

  file.addEventListener('change', () => {
    const [chosen] = file.files ?? []
    if (!chosen) return
    void run({
      title: `Importing ${chosen.name}`,
      remedyFor(error) {
        if (!(error instanceof OtherHistory)) return undefined
        const { name } = chosen
        return {
          label: 'Start over with this file',
          act: () => startOver({ name, replaceBank: () => replaceBank(name, error.file) }),
        }
      },
      async run(report, signal) {
        // A copy, because the file could change between the check and the import.
        const content = new Blob([await chosen.arrayBuffer()])
        const progressFrom = (start: number) => ({
          onProgress: ({ bytes }: { bytes: number }) =>
            report(Math.round((start + bytes) / 2048), Math.ceil(chosen.size / 1024)),
          signal,
        })
        await rehearseImport(content, progressFrom(0))
        const { imported, alreadyThere } = await importJsonl(store, content, progressFrom(chosen.size)).catch(
          (error: unknown) => {
            throw error instanceof ImportRejected ? new OtherHistory(content, error) : error
          },
        )
        const known = alreadyThere === 0 ? '' : ` ${count(alreadyThere, 'event')} of the file were here already.`
        return `${count(imported, 'event')} imported.${known}`
      },
    }).finally(() => {
      // Without this line, choosing the same file again would fire no event.
      file.value = ''
    })
  })
}

function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  element('a', { href: url, download: name }).click()
  // By then, the download has a reference to the content.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
