import { expect } from 'vitest'
import { everyAnswer, grants } from './answers.ts'
import { type Found, searchFolder } from './folders.ts'
import { searchProcesses } from './processes.ts'
import type { Story } from './story.ts'

/** Those of the names that are secrets; controls are none. */
export function secretsIn(names: readonly string[]): string[] {
  return names.filter((name) => !name.startsWith('control: '))
}

/** Expects that neither processes, answers nor what is printed show a secret, and that the same search finds controls. */
export async function expectNoneShown(story: Story): Promise<void> {
  const shown = searchProcesses(story.scanner)
  expect(shown.flatMap(({ names }) => names)).toContain('control: environment')
  expect(shown.filter(({ names }) => secretsIn(names).length > 0)).toEqual([])
  const read = await everyAnswer(story.origin, story.accessToken, story.ids)
  const answers = [...read, ...story.written.filter((answer) => !grants(answer))]
  expect(answers.flatMap(({ text }) => story.scanner.find(text))).toContain('control: description')
  expect(answers.filter(({ text }) => secretsIn(story.scanner.find(text)).length > 0)).toEqual([])
  const printed = story.scanner.find(story.printed())
  expect(printed).toContain('control: log line')
  expect(secretsIn(printed)).toEqual([])
}

/** Files of the data directory that hold secrets; a control must be found by the same search. */
export async function leaksOnDisk({ data, scanner }: Story): Promise<Found[]> {
  const found = await searchFolder(data, scanner)
  expect(found.flatMap(({ names }) => names)).toContain('control: description')
  return found.filter(({ names }) => secretsIn(names).length > 0)
}
