import { element, find } from './element.ts'
import { nextFrame } from './next-frame.ts'
import { formatCount } from './wording.ts'

/** Reports the progress of a job. Without a total, the bar is indeterminate. */
type Report = (done: number, total?: number) => void

type Remedy = { readonly label: string; act(): void }

export type Job = {
  readonly title: string
  run(report: Report, signal: AbortSignal): Promise<string>
  /** Returns the next step for the user after an error. */
  remedyFor?(error: unknown): Remedy | undefined
}

/** Shows a long job with a progress bar, a button to cancel it, and a final message. Runs one job at a time. */
export function jobView(
  root: HTMLElement,
  options: {
    inWords: (error: unknown) => string
    onBusy: (busy: boolean) => void
    /** Receives the focus if the control that started the job disappears. */
    nextFocus: HTMLElement
  },
): { run(job: Job): Promise<void>; dismissSuccess(): void } {
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

  function end(words: string, kind: 'done' | 'failed' | 'none', remedy?: Remedy): void {
    outcome.replaceChildren(words)
    outcome.dataset.outcome = kind
    if (remedy) outcome.append(' ', offer(remedy))
  }

  async function run({ title: name, run: work, remedyFor }: Job): Promise<void> {
    if (running) return
    running = new AbortController()
    const began = document.activeElement
    options.onBusy(true)
    root.hidden = false
    root.toggleAttribute('data-running', true)
    title.textContent = name
    end('', 'none')
    report(0)
    try {
      end(await work(report, running.signal), 'done')
    } catch (error) {
      if (running.signal.aborted) end('Cancelled. The bank has not changed.', 'none')
      else end(options.inWords(error), 'failed', remedyFor?.(error))
    } finally {
      running = undefined
      root.toggleAttribute('data-running', false)
      options.onBusy(false)
    }
    if (outcome.dataset.outcome === 'failed') outcome.scrollIntoView({ block: 'nearest' })
    await keepFocus(began, options.nextFocus)
  }

  return {
    run,
    dismissSuccess() {
      if (!running && outcome.dataset.outcome === 'done') root.hidden = true
    },
  }
}

/** Returns the button in a fieldset, so that the page disables it with all other controls that change the bank. */
function offer({ label, act }: Remedy): HTMLElement {
  const button = element('button', { type: 'button', class: 'quiet' }, label)
  button.addEventListener('click', act)
  return element('fieldset', { 'data-changes': '', 'aria-label': 'Way on' }, button)
}

/** Moves the focus if the job disabled or hid the control that had the focus. */
async function keepFocus(began: Element | null, next: HTMLElement): Promise<void> {
  // The page is drawn one frame after a change, and the browser removes the focus one frame later.
  await nextFrame()
  await nextFrame()
  if (document.activeElement !== document.body || !(began instanceof HTMLElement)) return
  const target = began.checkVisibility() ? began : next
  target.focus({ preventScroll: true })
}
