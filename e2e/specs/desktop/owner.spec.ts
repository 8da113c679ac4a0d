import { expect, makeCompany, startAgain, test } from './app.ts'

declare global {
  /** In the app's main process: the first line of each menu that was built since, which in the tray says how the fleet is. */
  var menuLabels: string[] | undefined
}

test('first run in the window: the tray knows the fleet, and a deep link opens its agent', async ({
  desktop: { app, page },
  data,
}) => {
  await app.evaluate(({ Menu }) => {
    const build = Menu.buildFromTemplate
    globalThis.menuLabels = []
    Menu.buildFromTemplate = (template) => {
      globalThis.menuLabels?.push(template[0]?.label ?? '')
      return build(template)
    }
  })
  await makeCompany(page)
  await expect(page.getByRole('heading', { name: 'Set up your first agent' })).toBeVisible()

  // The steps that follow are outside of the shell: the intent waits until they are left.
  expect(await startAgain(data, 'agenticmail://agents/agt_00000001')).toBe(0)
  await page.getByRole('link', { name: 'Skip for now' }).click()
  await expect.poll(() => app.evaluate(() => globalThis.menuLabels)).toContain('no agent running')
  await expect.poll(() => new URL(page.url()).pathname).toContain('/agents/agt_00000001')
})
