import { find } from './element.ts'

/** The line under a form that says how it went. */
export type FormMessage = {
  /** Runs what a form does; its result, or its error in words, becomes the message. One at a time. */
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

  // A success is old as soon as the person goes on. An error stays until it is mended.
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
