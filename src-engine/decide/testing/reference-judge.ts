import { posix } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ArgumentCondition, Profile, ToolRule, Verdict } from '../../contract/permissions.ts'
import type { Tool } from '../../contract/tools.ts'
import type { JudgeRequest } from '../judgement.ts'

/**
 * The same decision, written a second time from the contract's words and in another way: nothing is compiled, every rule
 * is looked at, paths are judged by asking several imagined readers, globs are regular expressions, and only verdict and
 * deciding rule come out. Slow on purpose; the property test holds `judge` against it.
 */
export function referenceJudge(
  profile: Profile,
  tools: readonly Tool[],
  request: JudgeRequest,
): { verdict: Verdict; rule: string | null } {
  const deny = { verdict: 'deny', rule: null } as const
  if (request.hold !== null) return deny
  const tool = tools.find((candidate) => candidate.id === request.tool)
  if (!tool) return deny
  const ladder = ['low', 'medium', 'high', 'critical']
  if (ladder.indexOf(tool.risk) > ladder.indexOf(profile.maxRisk)) return deny
  if (
    new Set([...tool.sideEffects, ...profile.blockedSideEffects]).size <
    tool.sideEffects.length + new Set(profile.blockedSideEffects).size
  )
    return deny

  const matching = Object.keys(profile.rules)
    .toSorted()
    .filter((id) => {
      const rule = profile.rules[id]
      return rule !== undefined && ruleMatches(rule, tool, request.args)
    })
  const named = (verdict: Verdict): string | undefined => matching.find((id) => profile.rules[id]?.verdict === verdict)
  const rule = named('deny') ?? named('ask') ?? named('allow') ?? null
  const verdict = rule === null ? profile.otherwise : (profile.rules[rule]?.verdict ?? 'deny')
  const denied = { verdict: 'deny', rule } as const
  if (verdict === 'deny') return denied
  if (!fits(tool.args, request.args)) return denied
  const file: unknown = Reflect.get(Object(request.args), 'path')
  if (typeof file === 'string' && file !== '.' && /(^|\/)\.\.?(\/|$)|.\/(\/|$)|^\/(\/|$)/.test(file)) return denied
  if (tool.id === 'web_fetch' && hostAnswer(profile.allowedHosts, Reflect.get(Object(request.args), 'url')) !== true)
    return denied
  if (request.budgetExceeded !== null) return denied
  const { minute, hour, day } = request.rate
  if (minute >= profile.rate.perMinute || hour >= profile.rate.perHour || day >= profile.rate.perDay) return denied
  if (verdict === 'allow') return { verdict, rule }
  const approval = request.approval
  if (approval === null) return { verdict: 'ask', rule }
  if (approval.argsHash !== request.argsHash || approval.tool !== request.tool || approval.expiresAt <= request.now)
    return denied
  if (approval.state === 'waiting') return { verdict: 'ask', rule }
  return approval.state === 'approved' ? { verdict: 'allow', rule } : denied
}

/** true, false, or undefined when it cannot be told. */
type Answer = boolean | undefined

function ruleMatches(rule: ToolRule, tool: Tool, args: unknown): boolean {
  if (rule.tools && !rule.tools.includes(tool.id)) return false
  if (rule.categories && !rule.categories.includes(tool.category)) return false
  if (rule.risks && !rule.risks.includes(tool.risk)) return false
  if (rule.sideEffects && !tool.sideEffects.some((effect) => rule.sideEffects?.includes(effect))) return false
  const answers = (rule.when ?? []).map((condition) => conditionAnswer(condition, args, rule.verdict === 'allow'))
  return rule.verdict === 'allow'
    ? answers.every((answer) => answer === true)
    : answers.every((answer) => answer !== false)
}

function conditionAnswer(condition: ArgumentCondition, args: unknown, permits: boolean): Answer {
  const negative = condition.op.includes('not-')
  const positiveOp = condition.op.replace('not-', '')
  let value = args
  for (const raw of condition.path.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null) return undefined
    if (Array.isArray(value) && !(String(Number(key)) === key && Number(key) >= 0 && Number.isInteger(Number(key))))
      return undefined
    if (!Object.hasOwn(value, key)) return negative && !permits
    value = Reflect.get(value, key)
  }
  const answer = positive(positiveOp, condition.value, value)
  return answer === undefined ? undefined : negative ? !answer : answer
}

function positive(op: string, wanted: unknown, value: unknown): Answer {
  if (op === 'equals') return same(wanted, value)
  if (op === 'in') {
    if (!Array.isArray(wanted)) return undefined
    const answers = wanted.map((candidate) => same(candidate, value))
    return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false
  }
  if (op === 'gt' || op === 'lte') {
    if (typeof wanted !== 'number' || typeof value !== 'number') return undefined
    return op === 'gt' ? value > wanted : !(value > wanted)
  }
  if (typeof value !== 'string') return undefined
  if (op === 'host-in') return hostAnswer(Array.isArray(wanted) ? wanted : [wanted], value)
  if (typeof wanted !== 'string') return undefined
  if (op === 'under') return underAnswer(wanted, value)
  const pattern = wanted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  if (new RegExp(`^${pattern.join('.*')}$`, 's').test(value)) return true
  return new RegExp(`^${pattern.join('.*')}$`, 'is').test(value) ? undefined : false
}

function same(wanted: unknown, value: unknown): Answer {
  if (wanted === null || value === null) return wanted === value
  if (Array.isArray(wanted) !== Array.isArray(value) || typeof wanted !== typeof value) return undefined
  return isDeepStrictEqual(wanted, value)
}

/** Asks a POSIX reader, a forgiving reader, and both again after percent-decoding; they must agree. */
function underAnswer(base: string, path: string): Answer {
  const readings = [path]
  for (let text = path; /%[0-9a-f]{2}/i.test(text) && readings.length < 6;) {
    text = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    readings.push(text)
  }
  const first = readings[0]
  const last = readings.at(-1)
  if (first === undefined || last === undefined) return undefined
  const answers = [first, last].flatMap((text) => [posixReader(base, text), forgivingReader(base, text)])
  return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined
}

function posixReader(base: string, path: string): Answer {
  if (path === '' || path.startsWith('~') || path.startsWith('//') || path.includes('\\') || /^[a-z]+:/i.test(path))
    return undefined
  if (base === '' || posix.isAbsolute(base) !== posix.isAbsolute(path)) return undefined
  const relation = posix.relative(posix.resolve('/start/here', base), posix.resolve('/start/here', path))
  if (/^\.\.(\/|$)/.test(posix.normalize(path)) || /^\.\.(\/|$)/.test(posix.normalize(base))) return undefined
  return !/^\.\.(\/|$)/.test(relation)
}

function forgivingReader(base: string, path: string): Answer {
  if (posixReader(base, path) === undefined) return undefined
  const forgive = (text: string): string[] =>
    posix
      .normalize(text)
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .map(
        (part) =>
          part
            .toLowerCase()
            .split(':')[0]
            ?.replace(/[. ]*$/, '') ?? '',
      )
  const [outer, inner] = [forgive(base), forgive(path)]
  if (inner.includes('') || outer.includes('')) return undefined
  return isDeepStrictEqual(inner.slice(0, outer.length), outer)
}

function hostAnswer(patterns: readonly unknown[], url: unknown): Answer {
  if (!patterns.every((pattern) => typeof pattern === 'string')) return undefined
  if (typeof url !== 'string') return undefined
  const parts = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,4})?([/?#][!-~]*)?$/i.exec(url)
  if (!parts || url.includes('\\')) return undefined
  let host = (parts[1] ?? '').toLowerCase().replace(/\.$/, '')
  if (host === '' || host.startsWith('.') || host.endsWith('.') || host.includes('..')) return undefined
  if (host === '[::ffff:7f00:1]' || host === '[::ffff:127.0.0.1]') host = '127.0.0.1'
  const numeric = /^[0-9.]+$/.test(host) || host.startsWith('[')
  return patterns.some(
    (pattern) =>
      host === pattern ||
      (!numeric && pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && host !== pattern.slice(2)),
  )
}

/** Enough of JSON Schema for the schemas of the test. */
function fits(schema: unknown, value: unknown): boolean {
  const get = (key: string): unknown => Reflect.get(Object(schema), key)
  const type = get('type')
  if (type === 'string') {
    if (typeof value !== 'string') return false
    if (get('format') === 'uri' && !URL.canParse(value)) return false
    return value.length >= Number(get('minLength') ?? 0) && value.length <= Number(get('maxLength') ?? Infinity)
  }
  if (type === 'integer')
    return (
      Number.isInteger(value) &&
      Number(value) >= Number(get('minimum') ?? -Infinity) &&
      Number(value) <= Number(get('maximum') ?? Infinity)
    )
  if (type === 'array')
    return (
      Array.isArray(value) &&
      value.length <= Number(get('maxItems') ?? Infinity) &&
      value.every((item) => fits(get('items'), item))
    )
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const properties = new Map(Object.entries(Object(get('properties'))))
  const required = get('required')
  if (Array.isArray(required) && !required.every((key) => Object.hasOwn(value, String(key)))) return false
  return Object.entries(value).every(([key, item]) => properties.has(key) && fits(properties.get(key), item))
}
