import { deleteEventStore } from 'rewindable'
import { find } from './element.ts'

/** Asks, then deletes the log and loads the page again, empty. Other tabs learn of it as `LogLost`. */
export function startOverDialog(
  dialog: HTMLDialogElement,
  { name, close, onError }: { name: string; close: () => Promise<void>; onError: (error: unknown) => void },
): () => void {
  find('[data-confirm]', HTMLButtonElement, dialog).addEventListener('click', async () => {
    try {
      await close()
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
