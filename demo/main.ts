import { LiveProjection, LogLost, openEventStore } from 'rewindable'
import { RewindableTimeline } from 'rewindable/devtools'
import type { BankEvent } from '../examples/bank-account.ts'
import { accountsView } from './accounts-view.ts'
import { backupView } from './backup-view.ts'
import { Bank } from './bank.ts'
import { bankHistory } from './bank-history.ts'
import { balanceChart } from './chart/balance-chart.ts'
import { find } from './element.ts'
import { inWords } from './errors-in-words.ts'
import { eventLogView } from './event-log-view.ts'
import { guideView } from './guide/guide-view.ts'
import { onOtherTabs } from './guide/other-tabs.ts'
import { jobView } from './job-view.ts'
import { movementForm } from './movement-form.ts'
import { nextFrame } from './next-frame.ts'
import { noticeView } from './notice.ts'
import { openingForm } from './opening-form.ts'
import { pageView } from './page-view.ts'
import { fillSampleActivity, type Sample, samples } from './sample-activity/fill-sample-activity.ts'
import { answerBeside, isBeside } from './side-by-side/beside.ts'
import { startOverDialog } from './start-over.ts'
import { storageView } from './storage-view.ts'
import { TimeMachine } from './time-machine.ts'
import { bankOf, timelineView } from './timeline-view.ts'
import { count } from './wording.ts'

const name = 'rewindable-bank'

const section = (id: string) => find(`#${id}`, HTMLElement)
const form = (id: string) => find(`#${id}`, HTMLFormElement)

let bankAsOfNow = bankHistory.initialState
const words = (error: unknown) => inWords(error, bankAsOfNow())
const startOver = startOverDialog(find('#start-over', HTMLDialogElement), { name, onError: (error) => notice(error) })
const notice = noticeView(section('notice'), {
  inWords: words,
  startOver: () => startOver.ask(),
  newOne: 'Load the new bank',
})

async function start(): Promise<void> {
  const store = await openEventStore<BankEvent>(name)
  const live = new LiveProjection(store, bankHistory, { snapshots: false })
  bankAsOfNow = () => live.state
  live.addEventListener('error', () => {
    if (startOver.isUnderWay) return
    if (live.error instanceof LogLost) startOver.withdraw()
    notice(live.error)
  })
  // After a failure, the notice appears, and the events before the failure can still be viewed and exported.
  await live.catchUp().catch(notice)

  const bank = new Bank(store, live)
  const timeline = find('#timeline', RewindableTimeline)
  const timeMachine = new TimeMachine(timeline, live, bankOf)
  const onSeek = (position: number) => timeMachine.goTo(position)

  const page = pageView(document.documentElement)
  const job = jobView(section('job'), { inWords: words, onBusy: page.setBusy, nextFocus: timeline })
  timeMachine.addEventListener('move', job.dismissSuccess)
  const guide = guideView(section('guide'), find('#open-guide', HTMLButtonElement))
  if (isBeside()) {
    document.documentElement.toggleAttribute('data-beside', true)
    answerBeside({ bank, subscribe: live.subscribe, closedBecause: page.closedBecause, inWords: words })
  }
  onOtherTabs(store, live, bank, () => guide.tick('elsewhere'))
  const views = [
    page.show,
    guide.show,
    accountsView(section('accounts')),
    balanceChart(section('chart'), { onSeek }),
    eventLogView(section('log'), { onSeek }),
    movementForm(form('movement'), bank, words),
    timelineView(timeline, store, () => [timeMachine.moment.history, live.state]),
  ]
  openingForm(form('opening'), bank, words)
  backupView(section('backup'), { store, run: job.run, startOver: startOver.ask })
  storageView(find('#storage', HTMLElement), store)
  find('#ask-start-over', HTMLButtonElement).addEventListener('click', () => startOver.ask())
  const fill = (sample: Sample) =>
    job.run({
      title: `Filling the bank with ${count(sample.events, 'event')}`,
      async run(report, signal) {
        await fillSampleActivity(store, sample, { report, signal })
        await live.catchUp()
        return `${sample.done} Drag the timeline to travel through it.`
      },
    })
  find('#fill', HTMLButtonElement).addEventListener('click', () => fill(samples.year))
  find('#fill-more', HTMLButtonElement).addEventListener('click', () => fill(samples.decade))

  // Draws the page once per frame, even if many events arrive in a burst.
  let isScheduled = false
  const draw = () => {
    isScheduled = false
    for (const show of views) show(timeMachine.moment)
  }
  timeMachine.addEventListener('change', () => {
    if (!isScheduled) void nextFrame().then(draw)
    isScheduled = true
  })
  draw()
}

start().catch(notice)
