import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, type Site, serveBuiltDemo } from './browser.ts'
import { noteProblems } from './problems.ts'

let site: Site
let browser: Browser
let page: Page
const problems: string[] = []

beforeAll(async () => {
  site = await serveBuiltDemo({ below: '/some/folder/' })
  browser = await launchChromium()
  page = await browser.newPage()
  noteProblems(page, problems)
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`)
  })
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test('both demos work in a subfolder of a host and link to each other and to the docs page', async () => {
  expect(site.url).toMatch(/\/some\/folder\/$/)
  await page.goto(site.url)
  await page.getByRole('heading', { name: 'An empty bank' }).waitFor()
  await page.getByRole('link', { name: 'Debug any app' }).click()
  await page.getByRole('heading', { name: 'Find the bug' }).waitFor()
  await page.getByRole('button', { name: 'Details' }).click()
  await page.getByRole('searchbox').waitFor()
  const story = await page.getByRole('link', { name: 'The whole story, with the fix' }).getAttribute('href')
  const response = await page.request.get(new URL(story ?? '', page.url()).href)
  expect(await response.text()).toMatch(/^# Debug any app\n/)
  await page.getByRole('link', { name: 'The bank' }).click()
  await page.getByRole('heading', { name: 'An empty bank' }).waitFor()
  expect(page.url()).toBe(site.url)
  expect(problems).toEqual([])
})
