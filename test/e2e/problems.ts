import type { Page } from 'playwright'

/** Takes note of every error that a page does not handle, and of every error or warning on its console. */
export function noteProblems(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text())
  })
}
