import { deleteEventStore } from 'rewindable'
import { find } from './element.ts'

/**
 * Asks, then deletes the log and loads the page again, empty. Stores that have the log open make way; other tabs learn
 * of it as `LogLost`.
 *
 * @returns opens the dialog
 */
export function startOverDialog(
  dialog: HTMLDialogElement,
  { name, onError }: { name: string; onError: (error: unknown) => void },
): () => void {
  find('[data-confirm]', HTMLButtonElement, dialog).addEventListener('click', async () => {
    try {
      await deleteEventStore(name)
      location.reload()
    } catch (error) {
      dialog.close()
      onError(error)
    }
  })
  find('[data-keep]', HTMLButtonElement, dialog).addEventListener('click', () => dialog.close())
  return () => dialog.showModal()
}
