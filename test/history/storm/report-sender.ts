import type { Report, SendReport } from './report.ts'

/**
 * Sends reports in order. Reports that arrive during a send are sent together afterwards.
 *
 * @param send resolves when the reports are recorded
 */
export function reportSender(send: (reports: string) => Promise<void>): SendReport {
  let waiting: Report[] = []
  let next: Promise<void> | undefined
  let turn: Promise<void> = Promise.resolve()
  return (report) => {
    waiting.push(report)
    next ??= turn.then(async () => {
      const batch = waiting
      waiting = []
      next = undefined
      turn = send(JSON.stringify(batch))
      await turn
    })
    return next
  }
}
