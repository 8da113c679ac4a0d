import type { JsonObject, JsonValue } from '../../src-engine/contract/values.ts'
import { t } from '../i18n/index.ts'

/** Arguments of a call, name by name, exactly: nothing is cut, whitespace stays. */
export function ArgsTable({ args }: { readonly args: JsonObject }) {
  const names = Object.keys(args)
  const width = Math.max(0, ...names.map((name) => name.length))
  return (
    <pre className="code" role="region" aria-label={t('approvals.args')} tabIndex={0}>
      {names.map((name) => `${name.padEnd(width)}  ${printed(args[name] ?? null, width + 2)}`).join('\n')}
    </pre>
  )
}

function printed(value: JsonValue, indent: number): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return text.replaceAll('\n', `\n${' '.repeat(indent)}`)
}
