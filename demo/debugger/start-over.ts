import { deleteEventStore } from 'rewindable'
import { find } from '../element.ts'

/** After confirmation, deletes the log and reloads the page. Other tabs receive `LogLost`. */
export function startOverDialog(
  dialog: HTMLDialogElement,
  { name, onError }: { name: string; onError: (error: unknown) => void },
): { ask(): void; readonly isUnderWay: boolean } {
  const confirm = find('[data-confirm]', HTMLButtonElement, dialog)

  confirm.addEventListener('click', async () => {
    confirm.disabled = true
    try {
      await deleteEventStore(name)
      location.reload()
    } catch (error) {
      confirm.disabled = false
      dialog.close()
      onError(error)
    }
  })
  find('[data-keep]', HTMLButtonElement, dialog).addEventListener('click', () => dialog.close())

  return {
    ask: () => dialog.showModal(),
    get isUnderWay() {
      return confirm.disabled
    },
  }
}
