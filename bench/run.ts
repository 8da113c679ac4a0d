import { loadavg } from 'node:os'
import { type Benchmark, type Figure, isMet } from './shared/figure.ts'
import { printFigures } from './shared/report.ts'
import { removeSeed } from './shared/seed.ts'
import { create } from './create.ts'
import { dashboard } from './dashboard.ts'
import { decision } from './decision.ts'
import { judging } from './judge.ts'
import { list } from './list.ts'
import { login } from './login.ts'
import { start } from './start.ts'

// npm run bench: all benchmarks, or those named. Servers and load run in processes of their own; what has a baseline is
// measured in turn with it, five times, and the medians are told.
const benchmarks: readonly Benchmark[] = [list, create, decision, judging, login, start, dashboard]
const names = process.argv.slice(2)
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are: ${benchmarks.map(({ name }) => name).join(', ')}.`,
  )
  process.exitCode = 1
} else {
  const figures: Figure[] = []
  try {
    for (const { name, run } of benchmarks) {
      if (names.length > 0 && !names.includes(name)) continue
      const begun = performance.now()
      figures.push(...(await run()))
      console.error(
        `bench: ${name} took ${((performance.now() - begun) / 1_000).toFixed(1)} s, load of the machine ${loadavg()[0]?.toFixed(1) ?? ''}`,
      )
    }
  } finally {
    await removeSeed()
  }
  printFigures(figures)
  const met = figures.filter(isMet).length
  console.log(`bench: ${met} of ${figures.length} goals met`)
  process.exitCode = met === figures.length ? 0 : 1
}
