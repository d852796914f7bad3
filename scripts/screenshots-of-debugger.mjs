// @ts-check
// Screenshots of the second demo: empty, wrong at the end of the week, cause found, in a fork, fixed.

/** @typedef {import('playwright').Page} Page */

/**
 * @param {Page} page shows the second demo, in a new profile
 * @param {{ shoot: (name: string) => Promise<void>, shootWhole: (name: string) => Promise<void> }} pictures
 */
export async function shootDebugger(page, { shoot, shootWhole }) {
  await page.locator('html[data-ready]').waitFor()
  await shoot('debugger-1-empty')
  await shootWhole('debugger-1-empty-whole')
  await page.getByRole('button', { name: 'Play a week' }).click()
  await page.getByText('It is Friday evening.').waitFor()
  await shoot('debugger-2-wrong')
  await shootWhole('debugger-2-wrong-whole')
  await page.getByRole('button', { name: 'Remove Plan the summer' }).click()
  await shootWhole('debugger-3-removed')
  await page.getByRole('button', { name: 'Undo' }).click()

  await page.getByRole('button', { name: 'Details' }).click()
  await page.getByRole('searchbox').fill('rent')
  await page.getByText(/^\d+ of \d+$/).waitFor()
  await shoot('debugger-4-searching')
  await page.getByRole('searchbox').fill('')
  await panel(page, 'State')
  await page.getByRole('treeitem', { name: 'pay-the-rent' }).click()
  await page.getByRole('button', { name: 'Who changed this?' }).last().click()
  await page.locator('html[data-position="17"]').waitFor()
  await shoot('debugger-5-found')
  await page.getByRole('button', { name: 'Details' }).click()
  await shootWhole('debugger-6-past')
  await page.getByRole('button', { name: 'What if' }).click()
  await page.getByRole('button', { name: 'Fork here' }).click()
  await shoot('debugger-7-fork')
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('link', { name: 'Show the same log with the fix' }).click()
  await page.getByText('This is the list with the fix').waitFor()
  await shootWhole('debugger-8-fixed')
  await page.getByRole('button', { name: 'Start over' }).click()
  await shoot('debugger-9-start-over')
}

/** In a narrow window, the page shows one panel at a time. @param {Page} page @param {string} name */
async function panel(page, name) {
  const tab = page.getByRole('group', { name: 'Panel' }).getByRole('button', { name, exact: true })
  if (await tab.isVisible()) await tab.click()
}
