import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright'
import { expect } from 'vitest'

type Movement = {
  readonly owner: string
  readonly to?: string
  readonly amount?: string
  readonly note?: string | undefined
}

/** Controls the demo like a user, through visible texts and accessible names. */
export class BankPage {
  readonly page: Page
  readonly slider: Locator
  /** The button that opens a fork without the shown event. */
  readonly whatIf: Locator

  constructor(page: Page) {
    this.page = page
    this.whatIf = page.getByRole('button', { name: 'What if it had not happened?' })
    this.slider = page.getByRole('slider', { name: 'Moment' })
  }

  async isReady(): Promise<void> {
    await this.page.locator('html[data-ready]').waitFor()
  }

  async reload(): Promise<void> {
    await this.page.reload()
    await this.isReady()
  }

  async openAccount(owner: string, balance: string): Promise<void> {
    await this.page.bringToFront()
    await this.page.getByRole('textbox', { name: 'Owner' }).fill(owner)
    await this.page.getByRole('textbox', { name: 'First balance' }).fill(balance)
    await this.page.getByRole('button', { name: 'Open the account' }).click()
    await this.#row(owner).waitFor()
  }

  async deposit(owner: string, amount: string, note?: string): Promise<void> {
    await this.#move('Deposit', { owner, amount, note })
  }

  async withdraw(owner: string, amount: string, note?: string): Promise<void> {
    await this.#move('Withdraw', { owner, amount, note })
  }

  async transfer(owner: string, to: string, amount: string, note?: string): Promise<void> {
    await this.#move('Transfer', { owner, to, amount, note })
  }

  async closeAccount(owner: string): Promise<void> {
    await this.#move('Close', { owner })
  }

  /** Fills the form without a click on its button. */
  async isAboutTo(kind: 'Deposit' | 'Withdraw', owner: string, amount: string): Promise<void> {
    await this.#fill(kind, { owner, amount })
  }

  /** Clicks the button with a script in the page, so that several tabs can click at the same time. */
  async pressButton(): Promise<void> {
    await this.page
      .locator('#movement button[type=submit]')
      .evaluate((button) => button instanceof HTMLElement && button.click())
  }

  /** Returns the owners that the form offers. */
  owners(): Promise<string[]> {
    return this.page
      .locator('#movement select[name=account] option')
      .evaluateAll((options) => options.map((option) => option.textContent?.split(' · ')[0] ?? ''))
  }

  /** Returns the owners that the form offers as recipients. */
  recipients(): Promise<string[]> {
    return this.page
      .locator('#movement select[name=to] option')
      .evaluateAll((options) => options.map((option) => option.textContent?.split(' · ')[0] ?? ''))
  }

  /** Waits until the form shows this message about the last command. */
  async says(words: string): Promise<void> {
    await expect.poll(() => this.words()).toBe(words)
  }

  async words(): Promise<string> {
    return (await this.page.locator('#movement [data-message]').textContent()) ?? ''
  }

  /** Waits until the page shows these balances by owner. */
  async shows(balances: Record<string, string>): Promise<void> {
    await expect.poll(() => this.#balances()).toEqual(balances)
  }

  async total(): Promise<string> {
    return (await this.page.locator('#accounts [data-total]').textContent()) ?? ''
  }

  logTitles(): Promise<string[]> {
    return this.page.locator('#log .what').allTextContents()
  }

  async rewindTo(position: number): Promise<void> {
    await this.page.bringToFront()
    await this.slider.fill(String(position))
    await this.isAt(position)
  }

  /** Seeks an event and opens a fork without it from the details of the event. */
  async asksWhatIfWithout(position: number): Promise<void> {
    await this.rewindTo(position)
    if (!(await this.page.getByRole('region', { name: 'Event', exact: true }).isVisible())) {
      await this.page.getByRole('button', { name: 'Details' }).click()
    }
    const panel = this.page.getByRole('group', { name: 'Panel' }).getByRole('button', { name: 'Event', exact: true })
    await this.whatIf.or(panel).first().waitFor()
    if (await panel.isVisible()) await panel.click()
    await this.whatIf.click()
  }

  /** Waits until the page shows the state at this position. */
  async isAt(position: number): Promise<void> {
    await this.page.locator(`html[data-viewing=past] main[data-position="${position}"]`).waitFor()
  }

  async isLive(): Promise<void> {
    await this.page.locator('html[data-viewing=live]').waitFor()
  }

  /** Presses the Tab key until the control with this name has the focus. */
  async tabTo(name: string): Promise<void> {
    const isThere = () =>
      this.page.evaluate((wanted) => {
        const { activeElement } = document
        const control = activeElement?.shadowRoot?.activeElement ?? activeElement
        const labels = control instanceof HTMLInputElement ? [...(control.labels ?? [])] : []
        const named = [
          control?.getAttribute('aria-label'),
          control?.textContent,
          ...labels.map((label) => label.textContent),
        ]
        return named.some((text) => text?.trim().startsWith(wanted))
      }, name)
    for (let presses = 0; presses < 60; presses += 1) {
      await this.page.keyboard.press('Tab')
      if (await isThere()) return
    }
    throw new Error(`Expected the Tab key to reach "${name}" within 60 presses.`)
  }

  async hasFocus(control: Locator): Promise<void> {
    await expect.poll(() => control.evaluate((element) => element.matches(':focus'))).toBe(true)
  }

  async startOver(): Promise<void> {
    await this.page.bringToFront()
    await this.page.getByRole('button', { name: 'Start over', exact: true }).click()
    await this.page.getByRole('button', { name: 'Delete and start over' }).click()
    await this.page.getByRole('heading', { name: 'An empty bank' }).waitFor()
    await this.isReady()
  }

  /** Waits until the page shows this result of the last import, export or similar job. */
  async reports(words: string | RegExp): Promise<void> {
    await this.page.locator('#job [data-outcome]').getByText(words).waitFor()
  }

  /** Exports the log and returns the content of the downloaded file. */
  async exported(): Promise<string> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: 'Export to a file' }).click(),
    ])
    return readFile(await download.path(), 'utf8')
  }

  async importFile(content: string | Buffer): Promise<void> {
    const file = { name: 'bank.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(content) }
    await this.page.locator('#backup input[type=file]').setInputFiles(file)
  }

  async #move(kind: string, movement: Movement): Promise<void> {
    await this.#fill(kind, movement)
    await this.page.locator('#movement button[type=submit]').click()
    await expect.poll(() => this.words()).not.toBe('')
  }

  async #fill(kind: string, { owner, to, amount, note }: Movement): Promise<void> {
    await this.page.bringToFront()
    await this.page.getByRole('radio', { name: kind }).check()
    await this.#choose('account', owner)
    if (to) await this.#choose('to', to)
    if (amount === undefined) return
    await this.page.getByRole('textbox', { name: 'Amount in euros' }).fill(amount)
    await this.page.getByRole('textbox', { name: 'Note' }).fill(note ?? '')
  }

  async #choose(name: string, owner: string): Promise<void> {
    const select = this.page.locator(`#movement select[name=${name}]`)
    const option = select.locator('option').filter({ hasText: `${owner} · ` })
    await select.selectOption((await option.getAttribute('value')) ?? '')
  }

  #row(owner: string): Locator {
    return this.page.locator('#accounts tbody tr').filter({ hasText: owner })
  }

  #balances(): Promise<Record<string, string>> {
    return this.page.locator('#accounts tbody').evaluate((body) => {
      const rows = [...body.querySelectorAll('tr')]
      return Object.fromEntries(
        rows.map((row) => [row.querySelector('.owner')?.textContent, row.querySelector('td')?.textContent]),
      )
    })
  }
}
