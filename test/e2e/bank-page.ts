import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright'
import { expect } from 'vitest'

type Movement = {
  readonly owner: string
  readonly to?: string
  readonly amount?: string
  readonly note?: string | undefined
}

/** The demo as a person uses it: by what they see and what things are called. */
export class BankPage {
  readonly page: Page
  readonly slider: Locator
  /** Leaves out the event shown. */
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

  /** Everything but pressing the button. */
  async isAboutTo(kind: 'Deposit' | 'Withdraw', owner: string, amount: string): Promise<void> {
    await this.#fill(kind, { owner, amount })
  }

  /** Presses the button from within the page: that can be done in several tabs at the same moment. */
  async pressButton(): Promise<void> {
    await this.page
      .locator('#movement button[type=submit]')
      .evaluate((button) => button instanceof HTMLElement && button.click())
  }

  /** Whom the form offers to move money from or to. */
  owners(): Promise<string[]> {
    return this.page
      .locator('#movement select[name=account] option')
      .evaluateAll((options) => options.map((option) => option.textContent?.split(' · ')[0] ?? ''))
  }

  /** Whom the form offers to transfer money to. */
  recipients(): Promise<string[]> {
    return this.page
      .locator('#movement select[name=to] option')
      .evaluateAll((options) => options.map((option) => option.textContent?.split(' · ')[0] ?? ''))
  }

  /** What the form says about the last command. */
  async says(words: string): Promise<void> {
    await expect.poll(() => this.words()).toBe(words)
  }

  async words(): Promise<string> {
    return (await this.page.locator('#movement [data-message]').textContent()) ?? ''
  }

  /** The balances on the page, by owner. */
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

  /** Goes to an event and asks, among its details, what if it had not happened. */
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

  /** The moment is on the screen: balances and all. */
  async isAt(position: number): Promise<void> {
    await this.page.locator(`html[data-viewing=past] main[data-position="${position}"]`).waitFor()
  }

  async isLive(): Promise<void> {
    await this.page.locator('html[data-viewing=live]').waitFor()
  }

  /** Goes on with the Tab key until the control of this name has the focus. */
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
    throw new Error(`The Tab key does not lead to "${name}".`)
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

  /** What the page says about the last import, export or the like. */
  async reports(words: string | RegExp): Promise<void> {
    await this.page.locator('#job [data-outcome]').getByText(words).waitFor()
  }

  /** The content of the file that the page offers. */
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
