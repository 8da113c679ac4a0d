import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { budgetViewSchema, budgetsCreate, budgetsGet } from '../contract/budgets.ts'
import type { Spender } from '../entities/budgets/book.ts'
import { type HandClock, createHandClock } from './testing/hand-clock.ts'
import { makersFor } from './testing/makers.ts'
import { type TestApi, openTestApi } from './testing/open-test-api.ts'
import { type World, makeWorld } from './testing/world.ts'

let api: TestApi
let world: World
let clock: HandClock
beforeEach(async () => {
  clock = createHandClock()
  api = await openTestApi({ clock })
  world = await makeWorld(api)
})
afterEach(() => api.dispose())

type View = z.output<typeof budgetViewSchema>
async function capFor(agent: string | null, microUsd: number, tokens: number | null = null): Promise<string> {
  const made = await world.must(world.ours.people.owner, budgetsCreate, {
    body: { agent, cap: { period: 'day', microUsd, tokens } },
  })
  return made.read(z.object({ id: z.string() })).id
}
async function view(id: string): Promise<View> {
  return (await world.must(world.ours.people.viewer, budgetsGet, { params: { id } })).read(budgetViewSchema)
}
async function spender(): Promise<Spender> {
  return { org: world.ours.org, agent: await makersFor(world, world.ours).agent(), run: null }
}
const used = (microUsd: number, tokens = 0) => ({
  model: 'm',
  provider: 'p',
  inputTokens: tokens,
  outputTokens: 0,
  microUsd,
  estimated: false,
})

describe('fifty at once', () => {
  test('never hold or spend more than the cap of the agent and of the organization', async () => {
    const agents = await Promise.all([spender(), spender(), spender()])
    const own = await Promise.all(agents.map(({ agent }) => capFor(agent, 400_000)))
    const whole = await capFor(null, 1_000_000, 50_000)
    const call = fc.record({
      who: fc.nat(2),
      amount: fc.integer({ min: 1, max: 60_000 }),
      tokens: fc.nat(2_000),
      share: fc.nat(100),
      gives: fc.boolean(),
    })
    async function withinCaps(): Promise<void> {
      for (const id of [...own, whole]) {
        const { spentMicroUsd, reservedMicroUsd, spentTokens, cap } = await view(id)
        expect(spentMicroUsd + reservedMicroUsd).toBeLessThanOrEqual(cap.microUsd ?? 0)
        if (cap.tokens !== null) expect(spentTokens).toBeLessThanOrEqual(cap.tokens)
      }
    }
    let granted = 0
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 50, maxLength: 50 }), async (calls) => {
        await Promise.all(
          calls.map(async ({ who, amount, tokens, share, gives }) => {
            const spending = agents[who]
            if (!spending) throw new Error('there are three')
            const held = await api.services.budgets.hold(spending, { microUsd: amount, tokens })
            if (!held.ok) {
              refused += 1
              expect(held.reason).toMatch(/budget/i)
              return
            }
            granted += 1
            await withinCaps()
            if (gives) await api.services.budgets.release(spending, held.reservation)
            else
              await api.services.budgets.settle(
                spending,
                held.reservation,
                used(Math.floor((amount * share) / 100), Math.floor((tokens * share) / 100)),
              )
          }),
        )
        await withinCaps()
        expect((await view(whole)).reservedMicroUsd).toBe(0)
      }),
      { seed: 20_260_101, numRuns: 4 },
    )
    // Otherwise nothing was tried.
    expect([granted > 20, refused > 20]).toEqual([true, true])
    const spent = await Promise.all(own.map(async (id) => (await view(id)).spentMicroUsd))
    expect((await view(whole)).spentMicroUsd).toBe(spent.reduce((sum, one) => sum + one, 0))
  })

  test('for a cap that fits four of them: four', async () => {
    const who = await spender()
    const id = await capFor(who.agent, 1_000)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.services.budgets.hold(who, { microUsd: 250, tokens: 10 })),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(4)
    expect(await view(id)).toMatchObject({ reservedMicroUsd: 1_000, spentMicroUsd: 0 })
    expect((await api.services.budgets.hold(who, { microUsd: 1, tokens: 0 })).ok).toBe(false)
  })
})

describe('a restart', () => {
  test('counts what was held as spent, once, and lets nobody settle it for less', async () => {
    const who = await spender()
    const id = await capFor(who.agent, 1_000_000)
    const { budgets } = api.services
    const settled = await budgets.hold(who, { microUsd: 100_000, tokens: 100 })
    const open = await budgets.hold(who, { microUsd: 300_000, tokens: 300 })
    if (!settled.ok || !open.ok) throw new Error('both fit')
    await budgets.settle(who, settled.reservation, used(40_000, 40))
    expect(await view(id)).toMatchObject({ spentMicroUsd: 40_000, reservedMicroUsd: 300_000 })

    await api.restart()
    expect(await view(id)).toMatchObject({ spentMicroUsd: 340_000, spentTokens: 340, reservedMicroUsd: 0 })
    await expect.poll(() => api.services.store.openReservations.all()).toEqual([])
    await api.services.budgets.settle(who, open.reservation, used(1))
    await api.services.budgets.release(who, open.reservation)
    await api.services.budgets.settle(who, settled.reservation, used(1))
    await api.restart()
    expect(await view(id)).toMatchObject({ spentMicroUsd: 340_000, spentTokens: 340, reservedMicroUsd: 0 })
  })

  test('does not give a used-up budget back', async () => {
    const who = await spender()
    await capFor(who.agent, 1_000)
    const held = await api.services.budgets.hold(who, { microUsd: 1_000, tokens: 0 })
    if (!held.ok) throw new Error('it fits')
    await api.restart()
    expect(api.services.budgets.exceeded(who.org, who.agent)).toMatch(/budget/i)
    expect((await api.services.budgets.hold(who, { microUsd: 1, tokens: 0 })).ok).toBe(false)
  })

  test('on the next day starts a new day, and the clock set back does not open the old one again', async () => {
    const who = await spender()
    const id = await capFor(who.agent, 1_000)
    await api.services.budgets.book(who, 'key', used(1_000))
    expect((await view(id)).state).toBe('stopped')
    clock.advance(86_400_000)
    await api.restart()
    expect(await view(id)).toMatchObject({ state: 'ok', spentMicroUsd: 0 })
    clock.advance(-86_400_000)
    await api.restart()
    expect(await view(id)).toMatchObject({ state: 'stopped', spentMicroUsd: 1_000 })
  })
})
