import { deleteEventStore, openEventStore } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'
import { find } from './element.ts'

/** A file that was rehearsed: its import into an empty bank succeeds. */
export type Backup = { readonly name: string; readonly content: Blob }

export type StartOver = {
  /** Opens the dialog. With a backup the bank is begun from it, otherwise empty. */
  ask(backup?: Backup): void
  /** Closes the dialog unanswered: the bank it asks about is gone. */
  withdraw(): void
  /** This page itself is deleting the log. */
  readonly isUnderWay: boolean
}

/**
 * Asks, then deletes the log, imports the backup if there is one, and loads the page again. Stores that have the log
 * open make way; other tabs learn of it as `LogLost`.
 */
export function startOverDialog(
  dialog: HTMLDialogElement,
  { name, onError }: { name: string; onError: (error: unknown) => void },
): StartOver {
  const confirm = find('[data-confirm]', HTMLButtonElement, dialog)
  const after = find('[data-after]', HTMLElement, dialog)
  let wanted: Backup | undefined
  let isUnderWay = false

  function show(underWay: boolean): void {
    isUnderWay = underWay
    confirm.disabled = underWay
  }

  confirm.addEventListener('click', async () => {
    show(true)
    try {
      await deleteEventStore(name)
      if (wanted) await bringBack(wanted, name)
      location.reload()
    } catch (error) {
      show(false)
      dialog.close()
      onError(error)
    }
  })
  find('[data-keep]', HTMLButtonElement, dialog).addEventListener('click', () => dialog.close())

  return {
    ask(backup) {
      wanted = backup
      after.textContent = backup ? `, and ${backup.name} is imported instead` : ''
      confirm.textContent = backup ? 'Delete and import' : 'Delete and start over'
      dialog.showModal()
    },
    withdraw() {
      if (!isUnderWay) dialog.close()
    },
    get isUnderWay() {
      return isUnderWay
    },
  }
}

async function bringBack({ content }: Backup, name: string): Promise<void> {
  const store = await openEventStore<BankEvent>(name)
  try {
    await store.importJsonl(content)
  } finally {
    await store.close()
  }
}
