import { deleteEventStore } from 'rewindable'
import { find } from './element.ts'

/** A file that was rehearsed, and what replaces the bank by it. */
export type Backup = { readonly name: string; replaceBank(): Promise<void> }

export type StartOver = {
  /** Opens the dialog. With a backup the bank is replaced by it, otherwise deleted. */
  ask(backup?: Backup): void
  /** Closes the dialog unanswered: the bank it asks about is gone. */
  withdraw(): void
  /** This page itself is deleting the log. */
  readonly isUnderWay: boolean
}

/**
 * Asks, then replaces the log by the backup, or without one deletes it and loads the page again. Stores that have the log open go on
 * with the backup; they learn of a deletion as `LogLost`.
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
