import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { JsonObject } from '../../src-engine/contract/values.ts'
import { t } from '../i18n/index.ts'
import { ArgsTable } from './args-table.tsx'
import { CodeBlock } from './code-block.tsx'

/** Exactly what a call would be made with: field by field as one reads it, or the JSON that an approval is bound to. */
export function Arguments({ args }: { readonly args: JsonObject }) {
  const [json, setJson] = useState(false)
  return (
    <div className="stack stack-8">
      <SegmentedControl
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        aria-label={t('approvals.args')}
        value={json ? 'json' : 'fields'}
        onChange={(value) => setJson(value === 'json')}
        data={[
          { value: 'fields', label: t('approvals.asFields') },
          { value: 'json', label: t('approvals.asJson') },
        ]}
      />
      {json ? (
        <CodeBlock text={JSON.stringify(args, null, 2)} label={t('approvals.args')} />
      ) : (
        <ArgsTable args={args} />
      )}
    </div>
  )
}
