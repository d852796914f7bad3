import type { RecordedEvent } from '../log/domain-event.ts'
import type { Fork } from '../time-travel/fork.ts'
import { type Actions, actions } from './actions.ts'
import { Announcer } from './announcer.ts'
import { banner } from './banner.ts'
import { Drawers } from './drawers.ts'
import type { Host } from './host.ts'
import { type Describe, surely } from './in-words.ts'
import { keepLooks, readLooks } from './kept.ts'
import { loadCode } from './load-code.ts'
import { assign, iconButton, make, textButton } from './make-element.ts'
import type { Mark } from './marks.ts'
import { onceAFrame } from './once-a-frame.ts'
import type { Panels } from './panels.ts'
import type { Part, Stage } from './part.ts'
import { saveLog } from './save-log.ts'
import { keepScrolled } from './scrolled.ts'
import { type Action, actionOf } from './shortcuts.ts'
import { carrier, heightBar } from './sizing.ts'
import { track } from './track.ts'
import { transport } from './transport.ts'
import type { Viewer } from './viewer.ts'

/** Everything inside the element: puts the parts together, and draws them at most once a frame. */
export class Frame implements Stage {
  readonly element: HTMLElement
  readonly redraw: () => void = onceAFrame(() => this.#show())
  readonly restoreScrolled: () => void
  readonly #host: Host
  readonly #announcer = new Announcer()
  readonly #track: ReturnType<typeof track>
  #panels: Panels | undefined
  /** Since it was opened: a redraw does not load again what failed to load. */
  #arePanelsAsked = false
  readonly #drawers: Drawers
  readonly #parts: readonly { show(): void }[]
  readonly #actions: Actions
  readonly #room: ResizeObserver

  constructor(host: Host) {
    this.#host = host
    const looks = readLooks()
    if (looks.areShortcutsOn === false) host.element.setAttribute('shortcuts', 'off')
    this.#actions = actions(host.viewer, {
      toLive: () => this.viewer.toLive(),
      bookmark: () => this.#toggleBookmark(),
      search: () => this.#search(),
      help: () => this.#drawers.toggle('Keyboard shortcuts'),
      close: () => this.#drawers.close(),
      marks: () => this.marks,
      tell: (error) => this.tell(String(error)),
    })
    const top = banner(this, () => this.viewer.toLive())
    const moves = transport(this, (action) => this.#press(action))
    this.#track = track(this)
    this.#drawers = this.#makeDrawers()
    const tools = this.#makeTools()
    const bar = heightBar(
      host.element,
      () => readLooks().height ?? 300,
      (height) => keepLooks({ ...readLooks(), height }),
    )
    top.element.prepend(carrier(host.element))
    this.#parts = [top, moves, this.#track, this.#drawers, tools]
    this.element = make(
      'div',
      { class: 'frame', role: 'region' },
      ...[bar, top.element],
      make('div', { class: 'controls' }, moves.element, tools.element, tools.details),
      ...[this.#track.element, this.#announcer.told, this.#drawers.element, this.#announcer.spoken],
    )
    this.restoreScrolled = keepScrolled(this.element)
    this.#room = new ResizeObserver(() => host.element.style.setProperty('--room', `${this.element.offsetHeight}px`))
    this.#room.observe(this.element)
    this.element.addEventListener('keydown', (event) => this.#onKey(event))
  }

  get viewer(): Viewer {
    return this.#host.viewer()
  }

  get describe(): Describe {
    return surely(this.#host.describe())
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

  get closedBecause(): string | undefined {
    if (this.forked) return 'This is a fork: commit it, or discard it first.'
    return this.viewer.view.isLive ? undefined : 'The past cannot be changed: return to live first.'
  }

  tell(words: string): void {
    this.#announcer.tell(words)
  }

  async fork(without?: RecordedEvent): Promise<void> {
    await this.#host.fork(without)
    // How it ends is decided there.
    if (without) this.#drawers.open('What if')
    this.tell('This is a fork. The log stays as it is.')
  }

  unfork(): Promise<void> {
    return this.#host.unfork()
  }

  async save(until?: number): Promise<void> {
    const saving = saveLog(this.viewer.store, until)
    await saving.then(
      (name) => this.tell(`Exported to ${name}.`),
      (error) => this.tell(String(error)),
    )
  }

  jump(position: number): void {
    this.#announcer.owe()
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
    assign(element, { 'data-viewing': isLive ? 'live' : 'past', 'data-forked': this.forked && '' })
    assign(this.element, { 'aria-label': element.getAttribute('label') ?? 'Timeline' })
    for (const part of this.#parts) part.show()
    if (element.hasAttribute('open')) {
      if (this.#panels) this.#panels.show()
      else if (!this.#arePanelsAsked) this.#openPanels().catch((error) => this.tell(String(error)))
    } else this.#arePanelsAsked = false
    this.#announcer.show(this)
    // What had the focus may be gone, and with it the keys: who pressed it by keyboard goes on from the slider.
    if (hadFocus && !root.activeElement?.getClientRects().length) this.focus()
  }

  #makeDrawers(): Drawers {
    return new Drawers(
      async () => {
        const { drawerParts } = await loadCode(() => import('./drawer-parts.ts'))
        return drawerParts(this, this.#host.element, () => this.#toggleBookmark())
      },
      (error) => (error === undefined ? this.redraw() : this.tell(String(error))),
    )
  }

  /** Closed, the element needs none of the panels: they are loaded by whoever opens it. */
  async #openPanels(): Promise<Panels> {
    this.#arePanelsAsked = true
    const { panels } = await loadCode(() => import('./panels.ts'))
    if (!this.#panels) {
      this.#panels = panels(this, this.#host.root)
      // Nobody meets a button that has no words yet.
      this.#panels.show()
      this.#drawers.element.after(this.#panels.element)
    }
    this.redraw()
    return this.#panels
  }

  #makeTools(): Part & { readonly details: HTMLElement } {
    const { element: host } = this.#host
    const dock = iconButton('Float', 'M4 5h16v14H4zM11 12h6v4h-6z', () => {
      assign(host, { dock: host.getAttribute('dock') === 'float' ? 'bottom' : 'float' })
      for (const side of ['left', 'top', 'right', 'bottom', 'width', 'height']) host.style.removeProperty(side)
      this.redraw()
    })
    dock.classList.add('docking')
    const details = textButton('Details', () => {
      host.toggleAttribute('open')
      this.redraw()
    })
    details.classList.add('details')
    const element = make('div', { class: 'tools' }, ...this.#drawers.buttons.values(), dock)
    return {
      element,
      details,
      show() {
        const name = host.getAttribute('dock') === 'float' ? 'Dock at the bottom' : 'Float'
        assign(dock, { 'aria-label': name, title: name })
        assign(details, { 'aria-expanded': String(host.hasAttribute('open')) })
      },
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.#host.element.getAttribute('shortcuts') === 'off') return
    const action = actionOf(event, event.target ?? undefined)
    if (!action || this.#actions[action]() === false) return
    event.preventDefault()
    event.stopPropagation()
    // A slider says its value by itself; whoever is elsewhere is told where a key led.
    if (event.target !== this.#track.slider) this.#sayWhere()
  }

  #press(action: Action): void {
    this.#actions[action]()
    this.#sayWhere()
  }

  /** Also where it led nowhere: not when something else comes to be shown. */
  #sayWhere(): void {
    this.#announcer.owe()
    this.redraw()
  }

  #toggleBookmark(): void {
    const { view } = this.viewer
    this.viewer.toggleBookmark(view.event ? this.describe(view.event) : 'The beginning')
    this.tell(view.bookmarks.some((one) => one.position === view.position) ? 'Bookmark removed.' : 'Bookmarked.')
  }

  #search(): void {
    this.#host.element.setAttribute('open', '')
    this.#openPanels().then(
      (opened) => opened.search(),
      (error) => this.tell(String(error)),
    )
  }
}
