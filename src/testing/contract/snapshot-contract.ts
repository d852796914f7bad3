import { assertSame } from '../assertions.ts'
import type { CaseBody } from './contract-case.ts'

/** Cases of the contract about snapshots. */
export const snapshotContract: Record<string, CaseBody> = {
  'a snapshot store returns the latest snapshot up to a position, keeps one per position and drops any on request':
    async ({ open }) => {
      const { snapshots, logId } = await open()
      const at = (position: number, state: unknown, projection = 'p') => ({
        projection,
        position,
        eventId: `event ${position}`,
        version: 1,
        logId,
        state,
      })
      assertSame(await snapshots.latest('p', 100), undefined)
      for (const position of [10, 30, 20]) await snapshots.save(at(position, { position }))
      await snapshots.save(at(20, { position: 'again' }))
      await snapshots.save(at(5, 'other', 'q'))
      assertSame((await snapshots.latest('p', 100))?.position, 30)
      assertSame(await snapshots.latest('p', 29), at(20, { position: 'again' }))
      assertSame(await snapshots.latest('p', 9), undefined)
      assertSame(await snapshots.list('p'), [10, 20, 30])
      await snapshots.drop('p', [10, 25, 30])
      assertSame(await snapshots.list('p'), [20])
      assertSame((await snapshots.latest('p', 100))?.position, 20)
      await snapshots.drop('p', [])
      assertSame(await snapshots.list('p'), [20])
      await snapshots.drop('p')
      assertSame(await snapshots.list('p'), [])
      assertSame(await snapshots.latest('p', 100), undefined)
      assertSame((await snapshots.latest('q', 100))?.state, 'other')
    },

  'a snapshot is a structured clone and does not change when its source changes': async ({ open }) => {
    const { snapshots, logId } = await open()
    const state = new Map([['a', new Date(5)]])
    const saving = snapshots.save({ projection: 'p', position: 1, eventId: 'event 1', version: 1, logId, state })
    await saving
    state.clear()
    const kept = (await snapshots.latest('p', 1))?.state
    assertSame(kept instanceof Map && kept.get('a') instanceof Date && kept.get('a').getTime(), 5)
  },
}
