import { answerQuestions, expect, test } from './app.ts'

test('an engine that is gone is said', async ({ desktop: { app }, host }) => {
  const asked = await answerQuestions(app, 'leave open')
  await host?.killNow()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload())
  await expect.poll(asked).toContain('The page could not be loaded.')
})

test('the engine outlives the window', async ({ desktop: { app }, host }) => {
  await app.close()
  expect((await fetch(`${host?.origin}/health`)).status).toBe(200)
})
