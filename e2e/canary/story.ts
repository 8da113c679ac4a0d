import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agentsCreate, agentsDestroy, agentsGet } from '../../src-engine/contract/agents.ts'
import { approvalsList, approvalsVote } from '../../src-engine/contract/approvals.ts'
import { type Grant, authLogin, authPassword, authRefresh, authSetup } from '../../src-engine/contract/auth.ts'
import { budgetsCreate } from '../../src-engine/contract/budgets.ts'
import { type Client, createClient } from '../../src-engine/contract/client.ts'
import { dataBackup } from '../../src-engine/contract/data.ts'
import { deploymentsDeploy, deploymentsGet } from '../../src-engine/contract/deployments.ts'
import { providersCreate, providersTest } from '../../src-engine/contract/providers.ts'
import { type Run, runsCreate, runsGet } from '../../src-engine/contract/runs.ts'
import { secretsCreate, secretsReplace } from '../../src-engine/contract/secrets.ts'
import type { TargetPlace } from '../../src-engine/contract/targets.ts'
import { targetsCreate } from '../../src-engine/contract/targets.ts'
import { until } from '../thread/until.ts'
import { type Answer, type Ids, keepingWrites } from './answers.ts'
import { signInByCommand } from './command-line.ts'
import { type Model, startModel } from './model.ts'
import { addAnAdmin, secretPartOf, comeWithABrowser } from './people.ts'
import { type Scanner, canary, createScanner } from './scanner.ts'
import { prepareVault, type VaultKind } from './vaults.ts'
import { type WatchedHost, startWatchedHost } from './watched-host.ts'
import { askWrongly } from './wrong-requests.ts'

const EMAIL = 'owner@northwind.example'
/** Finds the runtime token of a deployed agent where its target keeps it. */
export type FindToken = (data: string, agent: string) => Promise<string>

/** A control center that has seen every kind of secret, with a run under way. */
export interface Story {
  readonly data: string
  /** Settings of the person at the command line. */
  readonly config: string
  /** Secrets under their names, and controls: things that are no secrets and must be found. */
  readonly scanner: Scanner
  readonly model: Model
  readonly ids: Ids
  readonly agent: string
  /** Signed in after the last restart. */
  readonly accessToken: string
  readonly origin: string
  /** Process of the host. */
  readonly pid: number
  /** What all hosts so far and the command line printed. */
  printed(): string
  /** Answers to requests that were wrong in a way that tempts to repeat what was sent, and the tests of bad keys. */
  readonly answers: readonly Answer[]
  /** Answers to everything that was written on the way. */
  readonly written: readonly Answer[]
  /** kill -9 in the middle of the run, a new start, a sign-in. */
  crash(): Promise<void>
  close(): Promise<void>
}

export async function tellStory(place: TargetPlace, kind: VaultKind, findToken: FindToken): Promise<Story> {
  const folder = await mkdtemp(join(tmpdir(), 'control-canary-'))
  const [data, config] = [join(folder, 'data'), join(folder, 'config')]
  const scanner = createScanner()
  function secret(name: string, value = canary()): string {
    scanner.know(name, value)
    return value
  }
  let deployed: string | null = null
  /** Workloads outlive the host, so they are ended first. */
  async function close(): Promise<void> {
    if (deployed !== null) {
      const params = { id: deployed }
      await api.call(agentsDestroy, { params, body: {} })
      await until(
        'the workload is gone',
        async () => (await api.call(agentsGet, { params })).observed.state === 'ready',
      )
    }
    await host.stop()
    await model.close()
    await rm(folder, { recursive: true, force: true })
  }
  const description = secret('control: description')
  const env = { CANARY_CONTROL: secret('control: environment') }
  scanner.know('control: data directory', data)
  scanner.know('control: log line', 'listening for deployed agents')

  const key = `sk-${secret('provider key')}`
  const model = await startModel(key)
  const earlier: string[] = []
  const answers: Answer[] = []
  const written: Answer[] = []
  const send = keepingWrites(written)
  const vault = await prepareVault(kind, folder, secret('passphrase'))
  let host: WatchedHost = await startWatchedHost(data, vault.args, env)
  let api: Client = clientOf(null)
  let accessToken = ''

  function clientOf(token: string | null): Client {
    return createClient({ baseUrl: host.origin, fetch: send, token: () => token })
  }
  function signedIn(grant: Grant, what: string): Grant {
    accessToken = secret(`access token of ${what}`, grant.accessToken)
    secret(`refresh token of ${what}`, secretPartOf(grant.refreshToken ?? ''))
    api = clientOf(accessToken)
    return grant
  }
  try {
    return await tell()
  } catch (error) {
    await close()
    throw error
  }

  async function tell(): Promise<Story> {
    // First run.
    let password = secret('first password')
    const setupToken = secret('setup token', host.setupToken ?? '')
    const setup = await api.call(authSetup, {
      headers: { authorization: `Setup ${setupToken}` },
      body: { organization: 'Northwind', name: 'The owner', email: EMAIL, password, client: 'token' },
    })
    secret('recovery key', setup.recoveryKey)
    const { user, organization } = signedIn(setup.grant, 'the first run')
    const deviceKey = secret('key of the device', await vault.deviceKey(data))
    secret('key of the device, bare', Buffer.from(deviceKey, 'base64').subarray(-32).toString('hex'))
    await addAnAdmin(api, clientOf, secret)

    // Secrets, and a provider that needs one.
    const plain = await api.call(secretsCreate, { body: { name: 'Nobody uses it', value: secret('secret value') } })
    await api.call(secretsReplace, { params: { id: plain.id }, body: { value: secret('replaced secret value') } })
    const stored = await api.call(secretsCreate, { body: { name: 'Key of the model', value: key } })
    const endpoint = { baseUrl: model.baseUrl, secret: stored.id }
    const provider = await api.call(providersCreate, {
      body: { name: 'Models', kind: 'openai-compatible', endpoint, models: [{ id: 'm' }] },
    })

    // An agent at work.
    const target = await api.call(targetsCreate, { body: { name: 'The place', place } })
    const agent = await api.call(agentsCreate, {
      body: {
        name: 'Ada',
        template: 'developer',
        description,
        target: target.id,
        model: { provider: provider.id, model: 'm' },
      },
    })
    const deployment = await api.call(deploymentsDeploy, { params: { id: agent.id }, body: {} })
    deployed = agent.id
    scanner.know('control: agent', agent.id)
    const rollout = await until(
      'the deployment ends',
      async () => {
        const now = await api.call(deploymentsGet, { params: { id: deployment.id } })
        return now.state !== 'running' && now
      },
      120,
    )
    if (rollout.state !== 'succeeded') throw new Error(`the deployment did not succeed: ${JSON.stringify(rollout)}`)
    secret('runtime token', await findToken(data, agent.id))
    const budget = await api.call(budgetsCreate, {
      body: { agent: agent.id, cap: { period: 'day', microUsd: 900_000_000, tokens: null } },
    })
    const give = async (task: string): Promise<string> =>
      (await api.call(runsCreate, { params: { id: agent.id }, body: { task } })).id
    const ended = (id: string): Promise<Run> =>
      until('the run ends', async () => {
        const now = await api.call(runsGet, { params: { id } })
        return now.endedAt !== null && now
      })
    const run = await give('Show your environment')
    const asked = await until(
      'the agent asks',
      async () => (await api.call(approvalsList, { query: { state: 'waiting' } })).items[0],
    )
    await api.call(approvalsVote, { params: { id: asked.id }, body: { decision: 'approve', argsHash: asked.argsHash } })
    const done = await ended(run)
    if (done.state !== 'succeeded') throw new Error(`the run did not succeed: ${JSON.stringify(done)}`)

    // Keys that are refused, with the key in the refusal, and one that cannot be sent.
    model.answer('refuse')
    const refused = await ended(await give('Try with a key that is refused'))
    if (refused.state !== 'failed') throw new Error(`the run did not fail: ${JSON.stringify(refused)}`)
    const bad = await api.call(secretsCreate, {
      body: { name: 'Not a key', value: `with a space ${secret('unusable key')}` },
    })
    const other = await api.call(providersCreate, {
      body: { name: 'More models', kind: 'openai-compatible', endpoint: { ...endpoint, secret: bad.id } },
    })
    for (const id of [provider.id, provider.id, other.id]) {
      const result = await api.call(providersTest, { params: { id } })
      answers.push({ what: 'providers.test', status: result.ok ? 200 : 0, text: JSON.stringify(result) })
    }

    answers.push(...(await askWrongly(host.origin, accessToken, EMAIL, secret)))

    // Tokens that rotate, another password, the command line, a backup.
    signedIn(await api.call(authRefresh, { body: { refreshToken: setup.grant.refreshToken ?? '' } }), 'the refresh')
    const next = secret('second password')
    await api.call(authPassword, { body: { current: password, next } })
    password = next
    const typed = await signInByCommand(data, config, EMAIL, password)
    earlier.push(typed.printed)
    secret('access token of the command line', typed.accessToken)
    secret('refresh token of the command line', secretPartOf(typed.refreshToken))
    await comeWithABrowser(host.origin, send, EMAIL, password, secret)
    await api.call(dataBackup, {})

    async function startLongRun(): Promise<void> {
      model.answer('hang')
      const heard = model.heard.length
      await give('Think for long')
      await until('the model is thinking', async () => model.heard.length > heard)
    }
    await startLongRun()

    return {
      data,
      config,
      scanner,
      model,
      agent: agent.id,
      ids: {
        organizations: organization.id,
        users: user.id,
        agents: agent.id,
        targets: target.id,
        deployments: deployment.id,
        runs: run,
        conversations: run,
        approvals: asked.id,
        budgets: budget.id,
        providers: provider.id,
      },
      get accessToken() {
        return accessToken
      },
      get origin() {
        return host.origin
      },
      get pid() {
        return host.process.pid ?? 0
      },
      printed: () => [...earlier, host.printed()].join('\n'),
      answers,
      written,
      async crash() {
        await host.killNow()
        earlier.push(host.printed())
        host = await startWatchedHost(data, vault.args, env)
        signedIn(
          await clientOf(null).call(authLogin, { body: { email: EMAIL, password, client: 'token' } }),
          'the restart',
        )
      },
      close,
    }
  }
}
