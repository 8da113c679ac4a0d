import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filesHolding } from '../../../entities/testing/holds-bytes.ts'
import { ORG, until } from '../../testing/harness.ts'
import { findProcess, listProcesses } from './processes.ts'
import { type LocalBench, openLocalBench } from './testing/bench.ts'

let b: LocalBench
beforeEach(async () => {
  b = await openLocalBench()
})
afterEach(() => b.close())

const linux = process.platform === 'linux'

async function marked(workspace: string): Promise<number[]> {
  const found = (await listProcesses()).filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${workspace}\0`)
    } catch {
      return false
    }
  })
  return found.map(({ pid }) => pid)
}

test('a look at this machine makes no data directory in the place of one that is gone', async () => {
  rmSync(b.data, { recursive: true })
  expect(await b.target.health({ kind: 'local' })).toMatchObject({ reachable: false })
  expect(existsSync(b.data)).toBe(false)
})

describe('the reference agent as a process of this machine', () => {
  test('deployed, spoken to, stopped, started, redeployed, destroyed', async () => {
    const { h } = b
    const id = await b.deployed()
    expect(h.moves(id)).toEqual(['draft', 'configuring', 'ready', 'provisioning', 'deploying', 'starting', 'running'])
    const send = h.deployments.connect(ORG, id)
    // Its token opens `/v1`; without one nobody gets in.
    expect(
      (await send?.('/v1/runs', { method: 'POST', body: JSON.stringify({ run: 'run_0000000001', task: 'x' }) }))
        ?.status,
    ).toBe(202)
    expect(
      (await send?.('/v1/runs/run_0000000001/events', { headers: { authorization: 'Bearer wrong' } }))?.status,
    ).toBe(401)
    const [first] = await b.running(id)

    await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    expect([h.state(id), await b.running(id)]).toEqual(['stopped', []])
    expect(h.deployments.connect(ORG, id)).toBeNull()
    await h.deployments.begin(h.order(id), 'start')
    await h.deployments.idle()
    expect([h.state(id), await b.running(id)]).toEqual(['running', [first]])

    const before = await b.pid(id)
    await h.deployments.begin(h.order(id), 'deploy')
    await h.deployments.idle()
    const after = await b.running(id)
    expect(after).toHaveLength(1)
    expect(after).not.toEqual([first])
    expect(await findProcess(before)).toBeNull()
    expect(
      (await b.target.observe({ org: ORG, agent: id, place: { kind: 'local' } })).instances.map(({ role, running }) => [
        role,
        running,
      ]),
    ).toEqual([
      ['active', true],
      ['previous', false],
    ])

    await h.deployments.begin(h.order(id), 'destroy')
    await h.deployments.idle()
    expect([h.state(id), await b.running(id)]).toEqual(['ready', []])
    expect(existsSync(b.paths(id).home)).toBe(false)
    expect(b.center.seen.violations).toEqual([])
  })

  test('the token is in its file alone, readable for this user alone', async () => {
    const id = await b.deployed()
    const token = b.issued.at(-1) ?? ''
    const [instance = ''] = await b.running(id)
    const file = b.paths(id).instance(instance).token
    expect(filesHolding(b.data, token)).toEqual([file])
    const { config, key } = b.paths(id).instance(instance)
    expect(readFileSync(key, 'utf8')).toContain('PRIVATE KEY')
    for (const path of [file, key, config]) expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(b.paths(id).home).mode & 0o777).toBe(0o700)
    const pid = await b.pid(id)
    const seen = linux
      ? readFileSync(`/proc/${pid}/environ`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['eww', '-p', String(pid)], { encoding: 'utf8' })
    expect(seen).toContain(instance)
    expect(seen).not.toContain(token)
    // Nor anything of the app's own environment.
    expect(seen).not.toContain('VITEST')
  })

  test('outlives the app, and the next one adopts it', async () => {
    const { h } = b
    const id = await b.deployed()
    const pid = await b.pid(id)
    await h.deployments.close()
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(await b.pid(id)).toBe(pid)
    expect(h.state(id)).toBe('running')
    expect((await h.deployments.connect(ORG, id)?.('/healthz'))?.status).toBe(200)
    expect(h.deployments.list(ORG, { agent: id })).toHaveLength(1)
  })

  test('one that died while nobody watched is started, with its workspace', async () => {
    const { h } = b
    const id = await b.deployed()
    writeFileSync(join(b.paths(id).workspace, 'note'), 'kept')
    await h.deployments.close()
    const pid = await b.pid(id)
    process.kill(pid, 'SIGKILL')
    await until(() => !existsSync(`/proc/${pid}`), 'its end')
    await h.reopen()
    await h.deployments.resume()
    await h.deployments.idle()
    expect(h.state(id)).toBe('running')
    expect(await b.pid(id)).not.toBe(pid)
    expect(readFileSync(join(b.paths(id).workspace, 'note'), 'utf8')).toBe('kept')
  })

  test('one that somebody ends is not shown as running: its end is seen without a probe, also by an app that did not start it', async () => {
    const { h } = b
    const id = await b.deployed()
    for (const reopened of [false, true]) {
      if (reopened) await h.deployments.close()
      if (reopened) await h.reopen()
      await h.deployments.resume()
      await h.deployments.idle()
      const before = h.moves(id).length
      const pid = await b.pid(id)
      process.kill(pid, 'SIGKILL')
      await until(() => h.moves(id).length > before + 2, 'the restart')
      await h.deployments.idle()
      expect(h.moves(id).slice(before)).toEqual(['degraded', 'starting', 'running'])
      expect(await b.pid(id)).not.toBe(pid)
    }
  })

  test('one that is killed is stopped for every screen once the kill is answered, and its end is not mended', async () => {
    const { h } = b
    const id = await b.deployed()
    await h.deployments.resume()
    await h.deployments.kill(h.order(id))
    expect(h.options.agents.view(ORG, id)?.observed).toMatchObject({ state: 'stopped', unconfirmedKill: null })
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect([h.state(id), await b.running(id)]).toEqual(['stopped', []])
  })

  test('a process that was started just before a crash is found again, not started twice', async () => {
    const { h } = b
    const id = await b.deployed()
    const [instance = ''] = await b.running(id)
    const pid = await b.pid(id)
    // The crash came between the start and the note of it.
    const file = b.paths(id).instance(instance).process
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), pid: null, started: null }))
    await h.change(id, { desired: 'running' })
    await h.deployments.begin(h.order(id), 'restart')
    await h.deployments.idle()
    expect(await findProcess(pid)).toBeNull()
    expect(await b.running(id)).toEqual([instance])
  })

  test('a number that now belongs to another process is not taken for the agent', async () => {
    const { h } = b
    const id = await b.deployed()
    const [instance = ''] = await b.running(id)
    await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    const other = spawn('sleep', ['60'])
    await once(other, 'spawn')
    const file = b.paths(id).instance(instance).process
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), pid: other.pid }))
    const { instances } = await b.target.observe({ org: ORG, agent: id, place: { kind: 'local' } })
    expect(instances[0]?.running).toBe(false)
    await h.deployments.kill(h.order(id))
    expect(await findProcess(other.pid ?? 0)).not.toBeNull()
    other.kill()
  })
})

describe('an update that does not serve', () => {
  test('brings the old one back, keeps the log and says what it said', async () => {
    const { h } = b
    const id = await b.deployed()
    const [first = ''] = await b.running(id)
    const { id: run } = await h.deployments.begin(h.order(id), 'deploy')
    await until(() => readdirSync(b.paths(id).instances).length === 2, 'its files')
    const next = readdirSync(b.paths(id).instances).find((name) => name !== first) ?? ''
    await until(() => existsSync(b.paths(id).instance(next).config), 'its config')
    // Whatever it is that keeps the new one from starting.
    writeFileSync(b.paths(id).instance(next).config, '{}')
    // This control center knows one token: the old one's is still good.
    b.center.settings.token = b.issued.at(-2) ?? ''
    await h.deployments.idle()
    const deployment = h.deployments.get(ORG, run)
    expect(deployment?.state).toBe('rolled-back')
    expect(deployment?.detail).toContain('The agent ended by itself (exit code 1). The end of its log:')
    expect(deployment?.detail).toContain('The previous agent serves on.')
    expect([h.state(id), await b.running(id)]).toEqual(['running', [first]])
    expect((await h.deployments.connect(ORG, id)?.('/healthz'))?.status).toBe(200)
    expect(existsSync(b.paths(id).lock)).toBe(false)
    expect(readFileSync(b.paths(id).instance(next).log, 'utf8')).toContain('the agent could not start')
    expect(existsSync(b.paths(id).instance(next).token)).toBe(false)
  })
})

describe('kill', () => {
  test('ends the agent and a program it runs, at once; nothing starts until released', async () => {
    const { h, center } = b
    const id = await b.deployed()
    center.settings.script = [
      {
        calls: [
          {
            tool: 'exec',
            args: {
              program: 'sh',
              args: ['-c', 'trap "" TERM; setsid sh -c "sleep 300 &"; touch began; sleep 300'],
              timeoutSeconds: 600,
            },
          },
        ],
      },
    ]
    await h.deployments.connect(ORG, id)?.('/v1/runs', {
      method: 'POST',
      body: JSON.stringify({ run: 'run_0000000001', task: 'sleep' }),
    })
    await until(() => existsSync(join(b.paths(id).workspace, 'began')), 'the program')
    if (linux) expect((await marked(b.paths(id).workspace)).length).toBeGreaterThan(1)

    const killed = await h.deployments.kill(h.order(id))
    expect(killed).toMatchObject({
      state: 'succeeded',
      detail: expect.stringMatching(
        /^\d+ processes of the agent frozen and ended; no other is found on this machine\. Looked for by .* is not seen\.$/,
      ),
    })
    expect(await b.running(id)).toEqual([])
    if (linux) expect(await marked(b.paths(id).workspace)).toEqual([])
    expect(existsSync(b.paths(id).killMark(1))).toBe(true)
    expect(existsSync(join(b.paths(id).workspace, 'began'))).toBe(true)

    await expect(h.deployments.begin(h.order(id), 'start')).rejects.toMatchObject({ code: 'conflict' })
    // Also past the engine: the target itself refuses.
    const [, , , , start] = b.target.steps('start', {
      ref: { org: ORG, agent: id, place: { kind: 'local' } },
      instance: { id: readdirSync(b.paths(id).instances)[0] ?? '', revision: '', generation: 1 },
      previous: null,
      resources: { memoryMb: 128, cpus: 1 },
      credentials: () => Promise.resolve({ token: 'x', key: 'no key' }),
      runtime: () => Promise.resolve({ host: '127.0.0.1', port: 1 }),
      released: 0,
    })
    expect(start?.id).toBe('start')
    await expect(
      start?.run({ results: {}, signal: new AbortController().signal, say: () => undefined }),
    ).rejects.toMatchObject({ code: 'conflict' })
    expect(await b.running(id)).toEqual([])

    await h.deployments.release(h.order(id), 1)
    expect(existsSync(b.paths(id).killMark(1))).toBe(false)
    await h.deployments.begin(h.order(id), 'start')
    await h.deployments.idle()
    expect(h.state(id)).toBe('running')
  })

  test('what hides from it is not said to be ended', async () => {
    const { h } = b
    const hidden = spawn('sleep', ['300'], { detached: true, env: {}, stdio: 'ignore' })
    await once(hidden, 'spawn')
    const id = await b.deployed()
    const { detail } = await h.deployments.kill(h.order(id))
    expect(await findProcess(hidden.pid ?? 0)).not.toBeNull()
    expect(detail).not.toMatch(/nothing .*runs/i)
    expect(b.target.capabilities.notes.join(' ')).toContain('hid where it came from goes on')
    hidden.kill()
  })

  test('an editor that has the agent’s files open is none of its processes', async () => {
    const { h } = b
    const id = await b.deployed()
    const [instance = ''] = await b.running(id)
    const editor = spawn('tail', ['-f', b.paths(id).instance(instance).config])
    await once(editor, 'spawn')
    await h.deployments.kill(h.order(id))
    expect(await findProcess(editor.pid ?? 0)).not.toBeNull()
    editor.kill()
  })

  test('a destroy keeps the mark of a kill that nobody released', async () => {
    const { h } = b
    const id = await b.deployed()
    await h.deployments.kill(h.order(id))
    await h.deployments.begin(h.order(id), 'destroy')
    await h.deployments.idle()
    expect(readdirSync(b.paths(id).home)).toEqual(['killed-1'])
    await h.deployments.release(h.order(id), 1)
    expect(readdirSync(b.paths(id).home)).toEqual([])
  })

  test('a mark that cannot be read means no start', async () => {
    const { h } = b
    const id = await b.deployed()
    await h.deployments.begin(h.order(id), 'stop')
    await h.deployments.idle()
    rmSync(b.paths(id).home, { recursive: true })
    writeFileSync(b.paths(id).home, 'not a folder')
    await expect(h.deployments.begin(h.order(id), 'start')).rejects.toMatchObject({ code: 'target_failed' })
    rmSync(b.paths(id).home)
  })
})

describe('logs', () => {
  test('the tail, then what follows, over a rotation', async () => {
    const { h } = b
    const id = await b.deployed()
    const [instance = ''] = await b.running(id)
    const { log } = b.paths(id).instance(instance)
    const ending = new AbortController()
    const seen: string[] = []
    const lines = await h.deployments.logs(ORG, id, { tail: 100, follow: true, signal: ending.signal })
    const reading = (async () => {
      for await (const line of lines) seen.push(line.text)
    })()
    await until(() => seen.some((text) => text.includes('the agent is up')), 'the tail')
    const size = 300
    const wide = 'x'.repeat(10_000)
    for (let n = 0; n < size; n += 1) writeFileSync(log, `${n} ${wide}\n`, { flag: 'a' })
    await until(() => statSync(log).size < 2 * 1024 * 1024, 'the rotation')
    writeFileSync(log, 'after the rotation\n', { flag: 'a' })
    await until(() => seen.includes('after the rotation'), 'what follows')
    expect(existsSync(`${log}.1`)).toBe(true)
    ending.abort()
    await reading

    const tail: string[] = []
    for await (const { text } of await h.deployments.logs(ORG, id, {
      tail: 3,
      follow: false,
      signal: new AbortController().signal,
    }))
      tail.push(text.slice(0, 12))
    expect(tail.at(-1)).toBe('after the ro')
    expect(tail[0]?.slice(0, 4)).toBe('298 ')
    for await (const { at } of await h.deployments.logs(ORG, id, {
      tail: 5_000,
      follow: false,
      signal: new AbortController().signal,
    })) {
      expect(at).toMatch(/^\d{4}-/)
      break
    }
  })
})
