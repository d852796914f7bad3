import { find } from './element.ts'

/** The message below a form about its last command. */
export type FormMessage = {
  /** Runs the command of a form and shows its result or its error. Ignores a call while another one is running. */
  during(work: () => Promise<string>): Promise<void>
  clear(): void
}

export function messageOf(form: HTMLFormElement, inWords: (error: unknown) => string): FormMessage {
  const line = find('[data-message]', HTMLElement, form)
  let busy = false

  function say(text: string, outcome: 'done' | 'failed' | 'none'): void {
    line.textContent = text
    line.dataset.outcome = outcome
  }

  // A success message disappears when the user continues. An error message stays until the user resolves the error.
  const goOn = ({ target, type }: Event) => {
    const isAction = type !== 'click' || (target instanceof Element && target.closest('button'))
    if (isAction && line.dataset.outcome === 'done') say('', 'none')
  }
  for (const type of ['input', 'submit', 'click']) document.addEventListener(type, goOn, { capture: true })

  return {
    clear: () => say('', 'none'),
    async during(work) {
      if (busy) return
      busy = true
      say('', 'none')
      try {
        say(await work(), 'done')
      } catch (error) {
        say(inWords(error), 'failed')
        line.scrollIntoView({ block: 'nearest' })
      } finally {
        busy = false
      }
    },
  }
}
