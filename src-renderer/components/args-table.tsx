import type { JsonObject, JsonValue } from '../../src-engine/contract/values.ts'
import { t } from '../i18n/index.ts'

/** Between a name and its value. */
const GAP = 2

/** Arguments of a call, name by name, exactly: nothing is cut, whitespace stays. Every line of a value stands below its first. */
export function ArgsTable({ args }: { readonly args: JsonObject }) {
  const names = Object.keys(args)
  const indent = Math.max(0, ...names.map((name) => name.length)) + GAP
  return (
    <div className="code" role="region" aria-label={t('approvals.args')} tabIndex={0}>
      {names.map((name) => (
        <div key={name} className="code-pair" style={{ gridTemplateColumns: `${indent}ch minmax(0, 1fr)` }}>
          <span>{name.padEnd(indent)}</span>
          <span>{`${printed(args[name] ?? null)}\n`}</span>
        </div>
      ))}
    </div>
  )
}

function printed(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
