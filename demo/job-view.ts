import { element, find } from './element.ts'
import { formatCount } from './wording.ts'

/** Tells how far a job is. Without a total the bar only shows that something is going on. */
type Report = (done: number, total?: number) => void

export type Job = {
  readonly title: string
  run(report: Report, signal: AbortSignal): Promise<string>
  /** What the person can do when it fails. */
  readonly remedy?: { readonly label: string; act(): void }
}

/** Something that takes a while: a bar, a button to call it off, and a last word. One job at a time. */
export function jobView(
  root: HTMLElement,
  options: { inWords: (error: unknown) => string; onBusy: (busy: boolean) => void },
) {
  const title = find('[data-title]', HTMLElement, root)
  const bar = find('progress', HTMLProgressElement, root)
  const figures = find('[data-figures]', HTMLElement, root)
  const cancel = find('[data-cancel]', HTMLButtonElement, root)
  const outcome = find('[data-outcome]', HTMLElement, root)
  let running: AbortController | undefined

  cancel.addEventListener('click', () => running?.abort())
  find('[data-close]', HTMLButtonElement, root).addEventListener('click', () => {
    root.hidden = true
  })

  function report(done: number, total?: number): void {
    if (total === undefined) bar.removeAttribute('value')
    else {
      bar.max = total
      bar.value = done
    }
    figures.textContent = total === undefined ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`
  }

  function end(words: string, remedy?: Job['remedy']): void {
    outcome.replaceChildren(words)
    if (!remedy) return
    const button = element('button', { type: 'button', class: 'quiet' }, remedy.label)
    button.addEventListener('click', () => remedy.act())
    outcome.append(' ', button)
  }

  return async ({ title: name, run, remedy }: Job): Promise<void> => {
    if (running) return
    running = new AbortController()
    options.onBusy(true)
    root.hidden = false
    root.toggleAttribute('data-running', true)
    title.textContent = name
    outcome.replaceChildren()
    report(0)
    try {
      end(await run(report, running.signal))
    } catch (error) {
      if (running.signal.aborted) end('Called off. The bank is as it was before.')
      else end(options.inWords(error), remedy)
    } finally {
      running = undefined
      root.toggleAttribute('data-running', false)
      options.onBusy(false)
    }
  }
}
