import type { Page } from 'playwright'

/** Adds every unhandled error of a page, and every error or warning on its console, to the list. */
export function noteProblems(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text())
  })
}
