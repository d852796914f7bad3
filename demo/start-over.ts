import { deleteEventStore } from 'rewindable'
import { find } from './element.ts'

/** A checked file, and the function that replaces the bank with it. */
export type Backup = { readonly name: string; replaceBank(): Promise<void> }

export type StartOver = {
  /** Opens the dialog, which replaces the bank with the backup. Without a backup, the dialog deletes the bank. */
  ask(backup?: Backup): void
  /** Closes the dialog, because the bank was deleted elsewhere. */
  withdraw(): void
  /** Whether this page is deleting the log. */
  readonly isUnderWay: boolean
}

/**
 * After confirmation, replaces the log with a backup, or deletes it and reloads the page. Other open stores continue
 * with the backup; after a deletion they receive `LogLost`.
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
    if (wanted) {
      dialog.close()
      return wanted.replaceBank()
    }
    show(true)
    try {
      await deleteEventStore(name)
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
      confirm.textContent = backup ? 'Replace the bank' : 'Delete and start over'
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
