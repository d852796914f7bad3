import type { EventStore, ReadAllOptions, ReadStreamOptions } from '../../log/event-store.ts'
import { assertRejects, assertSame, collect } from '../assertions.ts'
import { type CaseBody, deposited, withdrawn } from './contract-case.ts'

/** Cases of the contract about reads. */
export const readContract: Record<string, CaseBody> = {
  'readStream returns version 0 and no events for a stream that does not exist': async ({ open }) => {
    const store = await open()
    await store.append('a', deposited(1))
    assertSame(await store.readStream('b'), { streamId: 'b', exists: false, version: 0, events: [] })
    assertSame(await store.readStream('b', { direction: 'backward', fromVersion: 3 }).then(({ version }) => version), 0)
  },

  'readStream returns a range of a stream in both directions, and always the version of the whole stream': async ({
    open,
  }) => {
    const store = await open()
    await store.append('s', [deposited(1), deposited(2)])
    await store.append('other', deposited(0))
    await store.append('s', [deposited(3), deposited(4), deposited(5)])
    await store.append('s', deposited(6))
    const parts: [ReadStreamOptions, number[]][] = [
      [{}, [1, 2, 3, 4, 5, 6]],
      [{ fromVersion: 2, toVersion: 4 }, [2, 3, 4]],
      [{ fromVersion: 4 }, [4, 5, 6]],
      [{ toVersion: 4 }, [1, 2, 3, 4]],
      [{ fromVersion: 2, limit: 2 }, [2, 3]],
      [{ limit: 100 }, [1, 2, 3, 4, 5, 6]],
      [{ fromVersion: 7 }, []],
      [{ fromVersion: 5, toVersion: 2 }, []],
      [{ direction: 'backward' }, [6, 5, 4, 3, 2, 1]],
      [{ direction: 'backward', limit: 2 }, [6, 5]],
      [{ direction: 'backward', toVersion: 4, limit: 2 }, [4, 3]],
      [{ direction: 'backward', fromVersion: 2, toVersion: 99 }, [6, 5, 4, 3, 2]],
      [{ direction: 'backward', fromVersion: 9 }, []],
    ]
    for (const [options, versions] of parts) {
      const read = await store.readStream('s', options)
      assertSame([options, read.events.map(({ streamVersion }) => streamVersion)], [options, versions])
      assertSame([read.exists, read.version], [true, 6])
    }
  },

  'readStream returns all events of a stream of many commits in both directions': async ({ open }) => {
    const store = await open()
    for (let index = 1; index <= 150; index += 1) await store.append(index % 2 === 0 ? 's' : 't', deposited(index))
    const versions = Array.from({ length: 75 }, (_, index) => index + 1)
    const forward = await store.readStream('s')
    assertSame(
      forward.events.map(({ streamVersion }) => streamVersion),
      versions,
    )
    const backward = await store.readStream('s', { direction: 'backward' })
    assertSame(backward.events, forward.events.toReversed())
  },

  'readAll returns a range of the log in both directions': async ({ open }) => {
    const store = await open()
    for (const size of [1, 3, 1, 2])
      await store.append(
        's',
        Array.from({ length: size }, () => deposited(1)),
      )
    const parts: [ReadAllOptions, number[]][] = [
      [{}, [1, 2, 3, 4, 5, 6, 7]],
      [{ fromPosition: 3 }, [3, 4, 5, 6, 7]],
      [{ fromPosition: 3, toPosition: 5 }, [3, 4, 5]],
      [{ toPosition: 99 }, [1, 2, 3, 4, 5, 6, 7]],
      [{ fromPosition: 99 }, []],
      [{ fromPosition: 5, toPosition: 4 }, []],
      [{ fromPosition: 3, limit: 2 }, [3, 4]],
      [{ direction: 'backward' }, [7, 6, 5, 4, 3, 2, 1]],
      [{ direction: 'backward', limit: 3 }, [7, 6, 5]],
      [{ direction: 'backward', fromPosition: 3, toPosition: 6 }, [6, 5, 4, 3]],
    ]
    for (const [options, positions] of parts)
      assertSame([options, await positionsOf(store, options)], [options, positions])
  },

  'readAll filters by type and stream prefix, and its limit counts only matching events': async ({ open }) => {
    const store = await open()
    for (const streamId of ['account:1', 'account:2', 'herd:1'])
      await store.append(streamId, [deposited(1), withdrawn(1)])
    assertSame(await positionsOf(store, { types: ['MoneyWithdrawn'] }), [2, 4, 6])
    assertSame(await positionsOf(store, { streamPrefix: 'account:' }), [1, 2, 3, 4])
    assertSame(
      await positionsOf(store, { types: ['MoneyWithdrawn'], streamPrefix: 'account:', direction: 'backward' }),
      [4, 2],
    )
    assertSame(await positionsOf(store, { types: ['MoneyWithdrawn'], limit: 2 }), [2, 4])
    assertSame(await positionsOf(store, { types: [] }), [])
  },

  'readAll returns all events of a log of many pages in both directions': async ({ open }) => {
    const store = await open()
    await Promise.all(Array.from({ length: 3_000 }, (_, index) => store.append(`s${index % 10}`, deposited(index))))
    await store.append('large', { type: 'T', data: 'x'.repeat(1_000_000) })
    for (let index = 0; index < 20; index += 1) await store.append('single', deposited(index))
    const positions = Array.from({ length: 3_021 }, (_, index) => index + 1)
    assertSame(await positionsOf(store, {}), positions)
    assertSame(await positionsOf(store, { direction: 'backward' }), positions.toReversed())
    for await (const page of store.readBatches()) assertSame(page.length <= 2_048, true)
  },

  'readAll returns only the events that were in the log when the read began': async ({ open }) => {
    const store = await open()
    await store.append('s', [deposited(1), deposited(2)])
    const seen: number[] = []
    for await (const { globalPosition } of store.readAll()) {
      seen.push(globalPosition)
      await store.append('s', deposited(3))
    }
    assertSame(seen, [1, 2])
  },

  'an aborted read rejects with the reason of its signal': async ({ open }) => {
    const store = await open()
    await Promise.all(Array.from({ length: 2_000 }, (_, index) => store.append('s', deposited(index))))
    const reason = Object.assign(new Error('enough'), { name: 'Enough' })
    await assertRejects(collect(store.readAll({ signal: AbortSignal.abort(reason) })), 'Enough')
    const controller = new AbortController()
    const reading = (async () => {
      for await (const { globalPosition } of store.readAll({ signal: controller.signal })) {
        if (globalPosition === 100) controller.abort(reason)
      }
    })()
    await assertRejects(reading, 'Enough')
  },
}

async function positionsOf(store: EventStore, options: ReadAllOptions): Promise<number[]> {
  return (await collect(store.readAll(options))).map(({ globalPosition }) => globalPosition)
}
