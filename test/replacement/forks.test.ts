import { LogReplaced, replaceFromJsonl, verifyLog } from 'rewindable'
import { type Fork, fork } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { amountsIn } from '../amounts-in.ts'
import { rejectionOf } from '../async-results.ts'
import { places } from '../open-stores.ts'
import { fileOf, oldLog, openTwo } from './two-tabs.ts'

describe.each(places)('forks of a replaced log in $place', ({ open }) => {
  test.each([
    ['another log', [100, 100], 0],
    ['an edited copy with the same ids', oldLog.map((amount) => amount * 2), 10],
    ['an empty log', [], 0],
  ])('a fork rejects with LogReplaced after its origin was replaced by %s', async (_, amounts, sameIds) => {
    const { store, other } = await openTwo(open)
    const whatIf = await fork<BankEvent>(other, { at: 8 })
    onTestFinished(() => whatIf.close())
    await whatIf.append('account:1', moneyDeposited(7))
    await replaceFromJsonl(store, await fileOf(amounts, sameIds), { allowEmpty: true })
    const asks = [
      () => amountsIn(whatIf),
      () => whatIf.readStream('account:1'),
      () => whatIf.append('account:3', moneyDeposited(1)),
      () => whatIf.readCommand('a command'),
    ]
    for (const ask of asks) expect(await rejectionOf(ask())).toBeInstanceOf(LogReplaced)
    expect(await rejectionOf(whatIf.commit())).toBeInstanceOf(LogReplaced)
    expect(await amountsIn(store)).toEqual(amounts)
  })

  test.each<[string, (whatIf: Fork<BankEvent>) => Promise<unknown>]>([
    ['its log', (whatIf) => amountsIn(whatIf)],
    ['a stream', (whatIf) => whatIf.readStream('account:1')],
    ['a version', (whatIf) => whatIf.streamVersion('account:1')],
    ['a command', (whatIf) => whatIf.readCommand('a command')],
    ['the stored commits', (whatIf) => verifyLog(whatIf)],
    ['the end of the log for an append', (whatIf) => whatIf.append('account:1', moneyDeposited(1))],
    ['the versions for a commit', (whatIf) => whatIf.commit()],
  ])('a fork rejects with LogReplaced if its first read after a replacement is of %s', async (_, ask) => {
    const { store, other } = await openTwo(open)
    const whatIf = await fork<BankEvent>(other, { at: 8 })
    onTestFinished(() => whatIf.close())
    await whatIf.append('account:7', moneyDeposited(7))
    await replaceFromJsonl(store, await fileOf(oldLog.map((amount) => amount * 2)))
    expect(await rejectionOf(ask(whatIf))).toBeInstanceOf(LogReplaced)
    expect(await amountsIn(store)).toEqual(oldLog.map((amount) => amount * 2))
  })

  test('a fork whose own log is replaced has only the events of the file, and its origin stays unchanged', async () => {
    const { other } = await openTwo(open)
    const whatIf = await fork<BankEvent>(other, { at: 8 })
    const shared = whatIf.share()
    onTestFinished(() => whatIf.close())
    onTestFinished(() => shared.close())
    await whatIf.append('account:1', moneyDeposited(7))
    await replaceFromJsonl(whatIf, await fileOf([100, 200]))
    for (const one of [whatIf, shared]) {
      expect(await amountsIn(one)).toEqual([100, 200])
      expect([one.at, (await one.ownEvents()).length]).toEqual([0, 2])
      expect(await one.streamVersion('account:1')).toBe(2)
    }
    expect((await shared.append('account:1', moneyDeposited(1), { expectedVersion: 2 })).globalPosition).toBe(3)
    expect(await amountsIn(other)).toEqual(oldLog)
  })
})
