import { defineProjection } from 'rewindable'
import {
  AggregateRoot,
  type ApplyHandlers,
  defineDecider,
  defineProcessManager,
  handleCommand,
  handleCommands,
  Repository,
  startProcessManager,
  startReactor,
} from 'rewindable/model'
import { countingIds, fixedClock, recordedEvents, scenario } from 'rewindable/testing'
import { fork, Timeline } from 'rewindable/time-travel'
import { collect } from '../async-results.ts'
import { absent, type Deposited, deposited, testEach, three } from '../undefined-options.ts'

const sum = defineProjection<number, Deposited>({
  name: 'sum',
  ...absent<object>('version'),
  initialState: () => 0,
  when: { Deposited: (sum, { data }) => sum + data.amount },
})
const account = defineDecider<number, number, Deposited>({ ...sum, decide: (amount) => deposited(amount) })
const process = defineProcessManager<number, number, Deposited>({
  ...sum,
  correlate: () => 'all',
  // Plain JavaScript can pass undefined as a decision.
  decide: absent('Deposited'),
})

class Account extends AggregateRoot<Deposited> {
  sum = 0
  protected readonly when: ApplyHandlers<Deposited> = { Deposited: ({ data }) => this.#add(data.amount) }

  deposit(amount: number): void {
    this.recordThat(deposited(amount))
  }

  #add(amount: number): void {
    this.sum += amount
  }
}

const store = ['now', 'newId', 'pollInterval']
const batch = ['commandId', 'durability']
const command = ['tries', 'delay', 'commandId', 'durability', 'snapshots', 'now', 'newId', 'signal']
const reactor = ['fromPosition', 'tries', 'delay', 'locks']

testEach({
  handleCommand: [
    command,
    async (names) => (await handleCommand(await three(), account, 'account:1', 4, absent(...names))).state,
  ],
  handleCommands: [
    command,
    async (names) => {
      const commands = [{ streamId: 'account:1', command: 4 }]
      return (await handleCommands(await three(), account, commands, absent(...names))).length
    },
  ],
  'Repository.persist': [
    batch,
    async (names) => {
      const options = { create: (streamId: string) => new Account(streamId), ...absent<object>('snapshots') }
      const accounts = new Repository<Account, Deposited>(await three(), options)
      const mine = await accounts.retrieve('account:1')
      mine.deposit(4)
      return (await accounts.persist(mine, absent(...names)))?.streamVersion
    },
  ],
  AggregateSnapshots: [
    ['version'],
    async (names) => {
      const take = ({ sum }: Account): number => sum
      const restore = (account: Account, state: number): void => {
        account.sum = state
      }
      const snapshots = { name: 'account', every: 1, take, restore, ...absent<object>(...names) }
      const create = (streamId: string): Account => new Account(streamId)
      const accounts = new Repository<Account, Deposited, number>(await three(), { create, snapshots })
      return (await accounts.retrieve('account:1')).sum
    },
  ],
  react: [
    reactor,
    async (names) => {
      const running = startReactor(await three(), { name: 'x', when: absent('Deposited') }, absent(...names))
      await running.stop()
      return running.error
    },
  ],
  startProcessManager: [
    reactor,
    async (names) => {
      const running = startProcessManager(await three(), process, async () => {}, absent(...names))
      await running.stop()
      return running.error
    },
  ],
  fork: [[...store, 'at', 'without'], async (names) => (await fork(await three(), absent(...names))).at],
  'Fork.share': [store, async (names) => (await fork(await three())).share(absent(...names)).at],
  Timeline: [
    ['keyframeMemory', 'bookmarks', 'wait'],
    async (names) => {
      const timeline = new Timeline(await three(), sum, absent(...names))
      await timeline.toLive()
      await timeline.play()
      timeline.stop()
      return [timeline.getSnapshot().state, timeline.getSnapshot().bookmarks]
    },
  ],
  'Timeline.play': [
    ['speed', 'realTime'],
    async (names) => {
      const waits: number[] = []
      const wait = async (milliseconds: number): Promise<number> => waits.push(milliseconds)
      const timeline = new Timeline(await three(), sum, { wait })
      await timeline.seek(1)
      await timeline.play(absent(...names))
      timeline.stop()
      return waits
    },
  ],
  'Timeline.filter': [
    ['streamIds', 'types', 'where'],
    async (names) => {
      const timeline = new Timeline(await three(), sum)
      timeline.filter(absent(...names))
      await timeline.seek(1)
      await timeline.step(1)
      timeline.stop()
      return timeline.getSnapshot().position
    },
  ],
  EventAnchor: [
    ['globalPosition'],
    async (names) => {
      const store = await three()
      const [first] = await collect(store.readAll({ limit: 1 }))
      const timeline = new Timeline(store, sum)
      await timeline.seekEvent({ id: first?.id ?? '', ...absent<object>(...names) })
      timeline.stop()
      return timeline.getSnapshot().position
    },
  ],
  lastChange: [
    ['Withdrawn'],
    async (names) => {
      const timeline = new Timeline(await three(), { ...sum, when: { ...sum.when, ...absent<object>(...names) } })
      await timeline.toLive()
      timeline.stop()
      return [timeline.getSnapshot().position, await timeline.lastChange([]).then((event) => event?.type)]
    },
  ],
  recordedEvents: [
    ['version', 'position', 'recordedAt'],
    async (names) => recordedEvents('account:1', [deposited(1)], absent(...names)),
  ],
  'scenario of a decider': [
    ['given', 'now', 'newId', 'alsoRebuilt', 'thenThrows', 'thenNothing', 'streamId'],
    async (names) => scenario(account, { when: 1, then: [deposited(1)], ...absent<object>(...names) }),
  ],
  'scenario of a decider as a projection': [
    ['when'],
    async (names) => scenario(account, { given: [deposited(1)], then: 1, ...absent<object>(...names) }),
  ],
  'scenario of an aggregate': [
    ['given', 'alsoRebuilt', 'thenThrows', 'thenNothing'],
    async (names) => {
      const when = (account: Account): void => account.deposit(1)
      scenario(() => new Account('account:1'), { when, then: [deposited(1)], ...absent<object>(...names) })
    },
  ],
  'scenario of a process manager': [
    ['given', 'then', 'thenThrows'],
    async (names) => scenario(process, { when: deposited(1), thenNothing: true, ...absent<object>(...names) }),
  ],
  'fixedClock and countingIds': [
    ['start'],
    async (names) => [fixedClock(...names.map(() => undefined)).now(), countingIds(...names.map(() => undefined))()],
  ],
})
