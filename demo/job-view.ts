import { element, find } from './element.ts'
import { nextFrame } from './next-frame.ts'
import { formatCount } from './wording.ts'

/** Tells how far a job is. Without a total the bar only shows that something is going on. */
type Report = (done: number, total?: number) => void

type Remedy = { readonly label: string; act(): void }

export type Job = {
  readonly title: string
  run(report: Report, signal: AbortSignal): Promise<string>
  /** What the person can do when it fails. */
  remedyFor?(error: unknown): Remedy | undefined
}

/** Something that takes a while: a bar, a button to call it off, and a last word. One job at a time. */
export function jobView(
  root: HTMLElement,
  options: {
    inWords: (error: unknown) => string
    onBusy: (busy: boolean) => void
    /** Gets the keyboard's focus when the control that began the job is gone. */
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
      if (running.signal.aborted) end('Called off. The bank is as it was before.', 'none')
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

/** In a fieldset like everything that changes the bank, so that it is closed when they are. */
function offer({ label, act }: Remedy): HTMLElement {
  const button = element('button', { type: 'button', class: 'quiet' }, label)
  button.addEventListener('click', act)
  return element('fieldset', { 'data-changes': '', 'aria-label': 'Way on' }, button)
}

/** Controls that are closed or hidden during a job lose the focus to nothing; the keyboard goes on from where it was. */
async function keepFocus(began: Element | null, next: HTMLElement): Promise<void> {
  // The page is drawn a frame after a change, and the browser takes the focus away a frame after that.
  await nextFrame()
  await nextFrame()
  if (document.activeElement !== document.body || !(began instanceof HTMLElement)) return
  const target = began.checkVisibility() ? began : next
  target.focus({ preventScroll: true })
}
