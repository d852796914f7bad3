import { ifAvailable } from '../log/if-available.ts'
import { make } from './make-element.ts'
import type { Stage } from './part.ts'

/** Puts text on the clipboard; where the browser forbids it, into a field for the person to copy it by hand. */
export type Copier = {
  /** Where the text is put that could not be copied: hidden until then. */
  readonly byHand: HTMLTextAreaElement
  copy(text: () => string | Promise<string>, what: string): Promise<void>
}

export function copier(stage: Stage): Copier {
  const byHand = make('textarea', { readonly: '', hidden: '', 'aria-label': 'To copy by hand', rows: '4' })

  function offer(words: string): void {
    byHand.hidden = false
    byHand.value = words
    byHand.focus()
    byHand.select()
    stage.tell('The browser does not allow it: copy the selected text.')
  }

  return {
    byHand,
    async copy(text, what) {
      try {
        const words = await text()
        // Pages without https have no clipboard; where it is denied, the promise rejects.
        const copied = ifAvailable(() => navigator.clipboard.writeText(words).then(() => true))
        if (await copied?.catch(() => false)) stage.tell(`${what} copied.`)
        else offer(words)
      } catch (error) {
        stage.tell(String(error))
      }
    },
  }
}
