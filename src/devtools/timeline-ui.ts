import type { RecordedEvent } from '../events/domain-event.ts'
import type { Fork } from '../time-travel/fork-store.ts'
import { type Actions, actions } from './actions.ts'
import { Announcer } from './announcer.ts'
import { banner } from './banner.ts'
import type { Mark } from './chart/log-chart.ts'
import { sliderTrack } from './chart/slider-track.ts'
import { type Describe, withFallback } from './display-text.ts'
import { downloadLog } from './download-log.ts'
import { loadCode } from './load-code.ts'
import { make, setAttributes } from './make-element.ts'
import type { Panels } from './panels/detail-panels.ts'
import { playbackControls } from './playback-controls.ts'
import { keepScrollPositions, oncePerFrame } from './rendering.ts'
import { readSettings, saveSettings } from './saved-settings.ts'
import { type Action, actionOf } from './shortcuts.ts'
import { toolbar } from './tools/toolbar.ts'
import { Tools } from './tools/tools.ts'
import type { UiContext, UiHost } from './ui-context.ts'
import type { Viewer } from './viewer.ts'
import { heightBar, moveHandle } from './window-handles.ts'

/** The content of the element. It assembles the parts and draws them at most once per animation frame. */
export class TimelineUi implements UiContext {
  readonly element: HTMLElement
  readonly redraw: () => void = oncePerFrame(() => this.#show())
  readonly restoreScrollPositions: () => void
  readonly #host: UiHost
  readonly #announcer = new Announcer()
  readonly #track: ReturnType<typeof sliderTrack>
  #panels: Panels | undefined
  /** Set while the panels are open, so that a redraw does not retry a failed load. */
  #arePanelsAsked = false
  readonly #tools: Tools
  readonly #parts: readonly { show(): void }[]
  readonly #actions: Actions
  readonly #room: ResizeObserver

  constructor(host: UiHost) {
    this.#host = host
    const settings = readSettings()
    if (settings.areShortcutsOn === false) host.element.setAttribute('shortcuts', 'off')
    this.#actions = actions(host.viewer, {
      toLive: () => this.viewer.toLive(),
      bookmark: () => this.#toggleBookmark(),
      search: () => this.#search(),
      help: () => this.#tools.toggle('Keyboard shortcuts'),
      close: () => this.#tools.close(),
      marks: () => this.marks,
      showError: (error) => this.showMessage(String(error)),
    })
    const top = banner(this, () => this.viewer.toLive())
    const moves = playbackControls(this, (action) => this.#press(action))
    this.#track = sliderTrack(this)
    this.#tools = this.#makeTools()
    const buttons = toolbar(host.element, this.#tools, this.redraw)
    const bar = heightBar(
      host.element,
      () => readSettings().height ?? 300,
      (height) => saveSettings({ ...readSettings(), height }),
    )
    top.element.prepend(moveHandle(host.element))
    this.#parts = [top, moves, this.#track, this.#tools, buttons]
    this.element = make(
      'div',
      { class: 'frame', role: 'region' },
      ...[bar, top.element],
      make('div', { class: 'controls' }, moves.element, buttons.element, buttons.details),
      ...[this.#track.element, this.#announcer.message, this.#tools.element, this.#announcer.announcement],
    )
    this.restoreScrollPositions = keepScrollPositions(this.element)
    this.#room = new ResizeObserver(() => host.element.style.setProperty('--room', `${this.element.offsetHeight}px`))
    this.#room.observe(this.element)
    this.element.addEventListener('keydown', (event) => this.#onKey(event))
  }

  get viewer(): Viewer {
    return this.#host.viewer()
  }

  get describe(): Describe {
    return withFallback(this.#host.describe())
  }

  get marks(): readonly Mark[] {
    return this.#host.marks().filter(({ position }) => position <= (this.forked?.at ?? Infinity))
  }

  get main(): Viewer {
    return this.#host.main()
  }

  get forked(): Fork | undefined {
    return this.#host.forked()
  }

  get readOnlyReason(): string | undefined {
    if (this.forked) return 'This is a fork: commit it, or discard it first.'
    return this.viewer.view.isLive ? undefined : 'The past cannot be changed: return to live first.'
  }

  showMessage(words: string): void {
    this.#announcer.showMessage(words)
  }

  async fork(without?: RecordedEvent): Promise<void> {
    await this.#host.fork(without)
    // The user commits or discards the fork in this tool.
    if (without) this.#tools.open('What if')
    this.showMessage('This is a fork. The log stays as it is.')
  }

  unfork(): Promise<void> {
    return this.#host.unfork()
  }

  async save(until?: number): Promise<void> {
    const saving = downloadLog(this.viewer.store, until)
    await saving.then(
      (name) => this.showMessage(`Exported to ${name}.`),
      (error) => this.showMessage(String(error)),
    )
  }

  jump(position: number): void {
    this.#announcer.announcePosition()
    this.viewer.goTo(position)
  }

  focus(options?: FocusOptions): void {
    this.#track.slider.focus(options)
  }

  stop(): void {
    this.#announcer.stop()
    this.#room.disconnect()
  }

  #show(): void {
    const { element, root } = this.#host
    if (!this.element.isConnected) return
    const hadFocus = root.activeElement !== null
    const { isLive } = this.viewer.view
    setAttributes(element, { 'data-viewing': isLive ? 'live' : 'past', 'data-forked': this.forked && '' })
    setAttributes(this.element, { 'aria-label': element.getAttribute('label') ?? 'Timeline' })
    for (const part of this.#parts) part.show()
    if (element.hasAttribute('open')) {
      if (this.#panels) this.#panels.show()
      else if (!this.#arePanelsAsked) this.#openPanels().catch((error) => this.showMessage(String(error)))
    } else this.#arePanelsAsked = false
    this.#announcer.show(this)
    // If the focused element is gone, the slider receives the focus, so that shortcuts keep working.
    if (hadFocus && !root.activeElement?.getClientRects().length) this.focus()
  }

  #makeTools(): Tools {
    return new Tools(
      async () => {
        const { toolSections } = await loadCode(() => import('./tools/tool-sections.ts'))
        return toolSections(this, this.#host.element, () => this.#toggleBookmark())
      },
      (error) => (error === undefined ? this.redraw() : this.showMessage(String(error))),
    )
  }

  /** Loads the panels when the element is opened for the first time. */
  async #openPanels(): Promise<Panels> {
    this.#arePanelsAsked = true
    const { panels } = await loadCode(() => import('./panels/detail-panels.ts'))
    if (!this.#panels) {
      this.#panels = panels(this, this.#host.root)
      // Fills the buttons before they become visible.
      this.#panels.show()
      this.#tools.element.after(this.#panels.element)
    }
    this.redraw()
    return this.#panels
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.#host.element.getAttribute('shortcuts') === 'off') return
    const action = actionOf(event, event.target ?? undefined)
    if (!action || this.#actions[action]() === false) return
    event.preventDefault()
    event.stopPropagation()
    // A slider announces its own value. With the focus elsewhere, the new position is announced here.
    if (event.target !== this.#track.slider) this.#announceAndRedraw()
  }

  #press(action: Action): void {
    this.#actions[action]()
    this.#announceAndRedraw()
  }

  /** Redraws even if the position did not change. Otherwise, the announcement would wait for the next change. */
  #announceAndRedraw(): void {
    this.#announcer.announcePosition()
    this.redraw()
  }

  #toggleBookmark(): void {
    const { view } = this.viewer
    this.viewer.toggleBookmark(view.event ? this.describe(view.event) : 'The beginning')
    this.showMessage(view.bookmarks.some((one) => one.position === view.position) ? 'Bookmark removed.' : 'Bookmarked.')
  }

  #search(): void {
    this.#host.element.setAttribute('open', '')
    this.#openPanels().then(
      (opened) => opened.search(),
      (error) => this.showMessage(String(error)),
    )
  }
}
