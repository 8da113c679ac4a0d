import { expect, owner, test } from './app.ts'

test('from an empty machine to an agent at work, by hand', async ({ page, host }) => {
  const refused: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text())
  })

  await page.goto(`${host.origin}/dashboard/`)
  await expect(
    page.getByLabel('One-time token'),
    'the ready line has it beside the address',
  ).toHaveAccessibleDescription(/printed .+ as “token”/)
  // Only what comes after the # is another: that alone loads nothing.
  await page.goto('about:blank')
  await page.goto(`${host.origin}/dashboard/#token=${host.setupToken ?? ''}`)
  await page.getByLabel('Company').fill(owner.organization)
  expect(page.url(), 'the token does not stay in the address').not.toContain('token')
  await page.getByLabel('Your name').fill(owner.name)
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel(/^Password \*/).fill(owner.password)
  await page.getByLabel('Password again').fill(owner.password)
  await page.getByRole('button', { name: 'Create the company' }).click()

  await expect(page.getByRole('heading', { name: 'Your recovery key' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Go on' })).toBeDisabled()
  await page.getByLabel(/I have kept the recovery key/).check()
  await page.getByRole('button', { name: 'Go on' }).click()

  await expect(page.getByRole('radio', { name: 'Rehearsal' })).toBeChecked()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('radio', { name: 'This machine', exact: true }).check({ force: true })
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Create and deploy' }).click()
  await page.waitForURL(/\/deployment/)
  await expect(page.getByText('Deployed, and seen serving.')).toBeVisible({ timeout: 60_000 })

  await page.getByRole('link', { name: 'Conversation' }).click()
  await page.getByPlaceholder(/Give .+ a task/).fill('Write a short report about the week.')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('write asks for approval')).toBeVisible({ timeout: 30_000 })
  await page.locator('body').press('Escape')
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('a')
  await expect(page.getByText(/This was a rehearsal: no AI took part/).first()).toBeVisible({ timeout: 30_000 })

  await page.getByRole('navigation', { name: 'Parts of this agent' }).getByRole('link', { name: 'Activity' }).click()
  await expect(
    page.getByRole('listitem').filter({ hasText: 'write' }).filter({ hasText: 'was approved' }),
  ).toBeVisible()
  await page.reload()
  await expect(
    page.getByRole('listitem').filter({ hasText: 'was approved' }),
    'a reload keeps one signed in',
  ).toBeVisible()
  expect(refused, 'nothing on the way met the content security policy').toEqual([])
})
