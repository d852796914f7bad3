import { ifAvailable } from '../platform/if-available.ts'
import { make } from './make-element.ts'
import type { UiContext } from './ui-context.ts'

/**
 * Copies text to the clipboard. If the browser denies access, the text is selected in a field so that the user can copy it.
 */
export type Copier = {
  /** The field with the text to copy. Hidden until it is needed. */
  readonly byHand: HTMLTextAreaElement
  copy(text: () => string | Promise<string>, what: string): Promise<void>
}

export function copier(ui: UiContext): Copier {
  const byHand = make('textarea', { readonly: '', hidden: '', 'aria-label': 'Text to copy', rows: '4' })

  function offer(words: string): void {
    byHand.hidden = false
    byHand.value = words
    byHand.focus()
    byHand.select()
    ui.showMessage('The browser denies access to the clipboard. Copy the selected text.')
  }

  return {
    byHand,
    async copy(text, what) {
      try {
        const words = await text()
        // Pages without https have no clipboard. If access is denied, the promise rejects.
        const copied = ifAvailable(() => navigator.clipboard.writeText(words).then(() => true))
        if (await copied?.catch(() => false)) ui.showMessage(`${what} copied.`)
        else offer(words)
      } catch (error) {
        ui.showMessage(String(error))
      }
    },
  }
}
