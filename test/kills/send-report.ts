import type { Report } from './report.ts'

/** Sends a report to the server. Resolves when the server has received it. */
export async function sendReport(report: Report): Promise<void> {
  await fetch('/reports', { method: 'POST', body: JSON.stringify(report) })
}

/** Reports the error if the work rejects, so that the server does not wait until its timeout. */
export function reportFailure(work: Promise<unknown>): void {
  work.catch((error: unknown) => sendReport({ kind: 'trouble', text: String(error) }))
}
