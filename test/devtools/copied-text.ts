import type { DomainEvent, EventStore } from 'rewindable'
import { RewindableTimeline } from 'rewindable/devtools'
import { expect, onTestFinished, vi } from 'vitest'
import type { ShownProjection } from '../derived-types.ts'
import { openPanel } from './element.ts'

type CopyOptions = {
  readonly projections?: readonly ShownProjection[]
  readonly position: number
  readonly panel: 'Event' | 'State'
  /** Selectors of the elements to click, in this order. */
  readonly press: readonly string[]
}

/** Returns the text that the element copies to the clipboard, or the message that it shows instead. */
export async function copiedText<E extends DomainEvent>(
  store: EventStore<E>,
  { projections = [], position, panel, press }: CopyOptions,
): Promise<string> {
  const written = vi.spyOn(navigator.clipboard, 'writeText').mockReset().mockResolvedValue()
  const element = new RewindableTimeline()
  element.setAttribute('open', '')
  element.store = store
  element.projections = projections
  document.body.append(element)
  onTestFinished(() => {
    element.remove()
    written.mockRestore()
  })
  const findAll = (selector: string) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])]
  const last = await store.lastPosition()
  await vi.waitFor(() => expect(element.timeline?.getSnapshot().position).toBe(last))
  await element.timeline?.seek(position)
  await openPanel(element, panel)
  for (const selector of press) {
    await vi.waitFor(() => expect(findAll(selector)[0]).toBeTruthy())
    findAll(selector)[0]?.click()
  }
  await vi.waitFor(() =>
    expect([...written.mock.calls, ...findAll('.told').filter((one) => one.innerText)]).not.toEqual([]),
  )
  return written.mock.calls[0]?.[0] ?? findAll('.told')[0]?.innerText ?? ''
}
