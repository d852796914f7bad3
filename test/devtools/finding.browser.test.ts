import type { EventStore } from 'rewindable'
import { RewindableTimeline } from 'rewindable/devtools'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { storeWith } from '../model/store-with.ts'
import { inMemory, newName } from '../open-stores.ts'

/** The second and the fifth of six events are rent. Two accounts alternate. */
async function openBank(): Promise<EventStore<BankEvent>> {
  const store = await inMemory<BankEvent>(newName())
  for (const position of [1, 2, 3, 4, 5, 6]) {
    const text = position % 3 === 2 ? 'Rent' : undefined
    await store.append(`account:${position % 2}`, moneyDeposited(position, text))
  }
  return store
}

type Shown = {
  readonly timeline: NonNullable<RewindableTimeline['timeline']>
  readonly find: (selector: string) => HTMLElement | undefined
  /** All positions since the element was inserted. */
  readonly positions: number[]
}

async function shown(store: EventStore<BankEvent>, position: number): Promise<Shown> {
  const element = new RewindableTimeline()
  element.setAttribute('open', '')
  element.store = store
  document.body.append(element)
  onTestFinished(() => element.remove())
  const find = (selector: string) => element.shadowRoot?.querySelector<HTMLElement>(selector) ?? undefined
  await vi.waitFor(() => expect(element.timeline?.getSnapshot().position).toBe(6))
  await vi.waitFor(() => expect(find('input[type=search]')).toBeTruthy())
  const { timeline } = element
  if (!timeline) throw new Error('Expected a timeline, found none. Set the store of the element first.')
  await timeline.seek(position)
  const positions: number[] = []
  onTestFinished(timeline.subscribe((view) => positions.push(view.position)))
  return { timeline, find, positions }
}

function type(field: HTMLElement | undefined, text: string): void {
  if (!(field instanceof HTMLInputElement)) throw new Error('Expected a field, found none.')
  field.value = text
  field.dispatchEvent(new InputEvent('input'))
}

const press = (target: HTMLElement | undefined, key: string): unknown =>
  target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }))

describe('while the search still reads the log,', () => {
  /** Returns a store whose batches stop after the third event until `unblock` is called. */
  async function openBlockedBank(): Promise<{
    store: EventStore<BankEvent>
    blocked: Promise<void>
    unblock: () => void
  }> {
    const bank = await openBank()
    let isThere = (): void => {}
    let unblock = (): void => {}
    const blocked = new Promise<void>((resolve) => {
      isThere = resolve
    })
    const allowed = new Promise<void>((resolve) => {
      unblock = resolve
    })
    const readBatches: typeof bank.readBatches = async function* (options) {
      for await (const page of bank.readBatches(options)) {
        if (!options?.signal || options.fromPosition !== 1) yield page
        else {
          yield page.slice(0, 3)
          isThere()
          await allowed
          yield page.slice(3)
        }
      }
    }
    return { store: storeWith(bank, { readBatches }), blocked, unblock: () => unblock() }
  }

  const isThrough = (find: Shown['find']): Promise<void> =>
    vi.waitFor(() => expect(find('.found')?.textContent).toBe('2 of 6'))

  test('the next match follows the current position, even if the search has not reached that match yet', async () => {
    const { store, blocked, unblock } = await openBlockedBank()
    const { timeline, find, positions } = await shown(store, 3)
    type(find('input[type=search]'), 'rent')
    await blocked
    find('[aria-label="Next match"]')?.click()
    unblock()
    await vi.waitFor(() => expect(timeline.getSnapshot().position).toBe(5))
    expect(positions).not.toContain(2)
    find('[aria-label="Next match"]')?.click()
    await vi.waitFor(() => expect(timeline.getSnapshot().position).toBe(2))
  })

  test('the previous match is the closest earlier match, even if the search has not reached that match yet', async () => {
    const { store, blocked, unblock } = await openBlockedBank()
    const { timeline, find, positions } = await shown(store, 6)
    type(find('input[type=search]'), 'rent')
    await blocked
    find('[aria-label="Match before"]')?.click()
    unblock()
    await vi.waitFor(() => expect(timeline.getSnapshot().position).toBe(5))
    expect(positions).not.toContain(2)
  })

  test('Enter right after typing goes to the match as soon as the search finds the match', async () => {
    const { store, blocked, unblock } = await openBlockedBank()
    const { timeline, find } = await shown(store, 3)
    type(find('input[type=search]'), 'rent')
    press(find('input[type=search]'), 'Enter')
    await blocked
    unblock()
    await vi.waitFor(() => expect(timeline.getSnapshot().position).toBe(5))
  })

  test('a user who moves before the match is found stays at the new position', async () => {
    const { store, blocked, unblock } = await openBlockedBank()
    const { timeline, find, positions } = await shown(store, 3)
    type(find('input[type=search]'), 'rent')
    press(find('input[type=search]'), 'Enter')
    await blocked
    press(find('input[type=range]'), 'Home')
    await vi.waitFor(() => expect(timeline.getSnapshot().position).toBe(0))
    unblock()
    await isThrough(find)
    await timeline.prepared()
    expect(positions.at(-1)).toBe(0)
  })
})

describe('the keys that step along a stream', () => {
  test('stepping along a stream reads the stream instead of the log', async () => {
    const bank = await openBank()
    const readBatches: typeof bank.readBatches = (options) => {
      if (options?.direction === 'backward') throw new Error('Expected a forward read of the log.')
      return bank.readBatches(options)
    }
    const { timeline, find } = await shown(storeWith(bank, { readBatches }), 4)
    press(find('input[type=range]'), 'ArrowUp')
    await vi.waitFor(() => expect(timeline.getSnapshot().position).toBe(2))
    press(find('input[type=range]'), 'ArrowDown')
    await vi.waitFor(() => expect(timeline.getSnapshot().position).toBe(4))
  })

  test('no step leads before the first or past the last event of a stream', async () => {
    const bank = await openBank()
    const reads: Promise<unknown>[] = []
    const readStream: typeof bank.readStream = (...asked) => {
      const read = bank.readStream(...asked)
      reads.push(read)
      return read
    }
    const { timeline, find, positions } = await shown(storeWith(bank, { readStream }), 2)
    press(find('input[type=range]'), 'ArrowUp')
    await timeline.seek(6)
    press(find('input[type=range]'), 'ArrowDown')
    expect(reads).toHaveLength(1)
    await Promise.all(reads)
    await timeline.prepared()
    expect(new Set(positions)).toEqual(new Set([2, 6]))
    expect(find('.told')?.textContent).toBe('')
  })

  test('a failed read is shown as a message', async () => {
    const bank = await openBank()
    const readStream = (): Promise<never> => Promise.reject(new Error('no disk'))
    const { find } = await shown(storeWith(bank, { readStream }), 4)
    press(find('input[type=range]'), 'ArrowUp')
    await vi.waitFor(() => expect(find('.told')?.textContent).toContain('no disk'))
  })
})
