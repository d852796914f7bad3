import { LiveProjection, openEventStore } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'
import { accountsView } from './accounts-view.ts'
import { backupView } from './backup-view.ts'
import { Bank } from './bank.ts'
import { bankHistory } from './bank-history.ts'
import { balanceChart } from './chart/balance-chart.ts'
import { find } from './element.ts'
import { inWords } from './errors-in-words.ts'
import { eventLogView } from './event-log-view.ts'
import { jobView } from './job-view.ts'
import { movementForm } from './movement-form.ts'
import { noticeView } from './notice.ts'
import { openingForm } from './opening-form.ts'
import { pageView } from './page-view.ts'
import { fillSampleYear } from './sample-year/fill-sample-year.ts'
import { startOverDialog } from './start-over.ts'
import { TimeMachine } from './time-machine.ts'
import { timelineView } from './timeline-view.ts'

const name = 'rewindable-bank'

const section = (id: string) => find(`#${id}`, HTMLElement)
const form = (id: string) => find(`#${id}`, HTMLFormElement)

async function start(): Promise<void> {
  const store = await openEventStore<BankEvent>(name)
  const live = new LiveProjection(store, bankHistory)
  const words = (error: unknown) => inWords(error, live.state)
  const notice = noticeView(section('notice'), words)
  live.addEventListener('error', () => notice(live.error))
  await live.catchUp()

  const bank = new Bank(store, live)
  const timeMachine = new TimeMachine(store, live)
  timeMachine.addEventListener('error', (event) => notice(event instanceof CustomEvent ? event.detail : event))
  const onSeek = (position: number) => timeMachine.goTo(position)

  const page = pageView(document.documentElement)
  const run = jobView(section('job'), { inWords: words, onBusy: page.setBusy })
  const close = () => {
    live.stop()
    return store.close()
  }
  const startOver = startOverDialog(find('#start-over', HTMLDialogElement), { name, close, onError: notice })
  const views = [
    page.show,
    accountsView(section('accounts')),
    balanceChart(section('chart'), { onSeek }),
    eventLogView(section('log'), { onSeek }),
    movementForm(form('movement'), bank, words),
    timelineView(section('timeline'), timeMachine),
  ]
  openingForm(form('opening'), bank, words)
  backupView(section('backup'), { store, run, startOver })
  find('#ask-start-over', HTMLButtonElement).addEventListener('click', startOver)
  find('#fill', HTMLButtonElement).addEventListener('click', () =>
    run({
      title: 'Filling the bank with a year of activity',
      async run(report, signal) {
        await fillSampleYear(store, { report, signal })
        return 'A year of activity is in the log. Drag the timeline to travel through it.'
      },
    }),
  )

  // However many events arrive in a burst, the page is drawn once a frame.
  let scheduled = false
  const draw = () => {
    scheduled = false
    for (const show of views) show(timeMachine.moment)
  }
  timeMachine.addEventListener('change', () => {
    if (!scheduled) requestAnimationFrame(draw)
    scheduled = true
  })
  draw()
}

start().catch((error: unknown) =>
  noticeView(section('notice'), (cause) => inWords(cause, bankHistory.initialState()))(error),
)
