import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DockerThing, everyFile, everyInspection, everyLog, leftOf, tokenOf } from './docker-things.ts'
import { expectNoneShown, leaksOnDisk, secretsIn } from './expect-none-shown.ts'
import { type Story, tellStory } from './story.ts'

/** The same story with the agent in a container: what the Docker engine shows and keeps, and what differs beside it. */
let story: Story
beforeAll(async () => {
  story = await tellStory({ kind: 'docker', host: null }, 'file', (_data, agent) => tokenOf(agent))
}, 300_000)
afterAll(async () => {
  const { agent } = story
  await story.close()
  expect(await leftOf(agent)).toEqual([])
})

/** Where which secrets are; `control` must be found by the same search, `allowed` may hold secrets. */
function leaks(things: readonly DockerThing[], control: string): { readonly what: string; readonly names: string[] }[] {
  const found = things.map(({ what, content }) => ({ what, names: story.scanner.find(content) }))
  expect(found.filter(({ names }) => names.includes(control))).not.toEqual([])
  return found.flatMap(({ what, names }) => (secretsIn(names).length > 0 ? [{ what, names: secretsIn(names) }] : []))
}

test('the model got its key, and nothing else that is secret', () => {
  expect(story.model.withKey()).toBe(story.model.heard.length)
  const heard = story.model.heard.join('\n')
  expect(heard, 'what the tool printed in the container').toContain('PATH=')
  expect(secretsIn(story.scanner.find(heard))).toEqual([])
})

test('docker inspect of every container, image, volume and network shows none', async () => {
  const inspections = await everyInspection()
  for (const kind of ['container', 'image', 'volume', 'network'])
    expect(inspections.filter(({ what }) => what.startsWith(kind))).not.toEqual([])
  expect(leaks(inspections, 'control: agent')).toEqual([])
})

test('docker logs shows none', async () => {
  const logs = await everyLog(story.agent)
  expect(logs.map(({ content }) => content.toString()).join()).toContain('the agent is up')
  story.scanner.know('control: agent log', 'the agent is up')
  expect(leaks(logs, 'control: agent log')).toEqual([])
})

test('files of image, container and volumes hold none but the runtime token, in a volume that is the agent’s alone', async () => {
  const found = leaks(await everyFile(story.agent), 'control: agent')
  expect(found.map(({ names }) => names)).toEqual([['runtime token']])
  expect(found[0]?.what).toMatch(/-active:(key\/)?token$/)
})

test('neither disk, processes, answers nor what is printed show one', async () => {
  expect(await leaksOnDisk(story)).toEqual([])
  await expectNoneShown(story)
})

test('kill -9 of the host and the start after it leave none', async () => {
  await story.crash()
  expect(leaks([...(await everyInspection()), ...(await everyLog(story.agent))], 'control: agent')).toEqual([])
  expect(await leaksOnDisk(story)).toEqual([])
  expect(secretsIn(story.scanner.find(story.printed()))).toEqual([])
})
