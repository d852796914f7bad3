import type { Locator, Page } from 'playwright'
import { expect } from 'vitest'

/** Uses the second demo like a user: by visible text and accessible names. */
export class DebuggerPage {
  readonly page: Page
  readonly slider: Locator

  constructor(page: Page) {
    this.page = page
    this.slider = page.getByRole('slider', { name: 'Moment' })
  }

  async isReady(): Promise<void> {
    await this.page.locator('html[data-ready]').waitFor()
  }

  async playWeek(): Promise<void> {
    await this.button('Play a week').click()
    await this.page.getByText('39 events. It is Friday evening.').waitFor()
  }

  async add(title: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'What is to be done' }).fill(title)
    await this.button('Add').click()
    await this.task(title).waitFor()
  }

  /** The checkbox of a task. */
  task(title: string): Locator {
    return this.page.getByRole('checkbox', { name: title, exact: true })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** Waits for the list on the page. Completed tasks are ticked. */
  async shows(...tasks: string[]): Promise<void> {
    await expect.poll(() => this.#tasks()).toEqual(tasks)
  }

  /** Goes to a position with the slider. */
  async rewindTo(position: number): Promise<void> {
    await this.slider.fill(String(position))
    await this.isAt(position)
  }

  async isAt(position: number): Promise<void> {
    await this.page.locator(`html[data-position="${position}"]`).waitFor()
  }

  /** Waits for the changes that the timeline shows for its event. */
  async changed(...lines: string[]): Promise<void> {
    const changes = this.page.locator('rewindable-timeline .changes li')
    await expect.poll(() => changes.allInnerTexts()).toEqual(lines)
  }

  async copied(): Promise<string> {
    await this.page.getByText('Test copied.').waitFor()
    return this.page.evaluate(() => navigator.clipboard.readText())
  }

  #tasks(): Promise<string[]> {
    return this.page
      .locator('#todo li')
      .evaluateAll((rows) =>
        rows.map(
          (row) => `${row.querySelector('input')?.checked ? '[x]' : '[ ]'} ${row.querySelector('.title')?.textContent}`,
        ),
      )
  }
}
