import { t } from '../i18n/index.ts'
import type { Column } from './column.ts'

interface HeadProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly sort?: string | undefined
  onSort?: ((sort: string) => void) | undefined
  readonly all?: { readonly checked: boolean; readonly some: boolean; toggle(): void } | undefined
}

export function TableHead<Row>({ columns, sort, onSort, all }: HeadProps<Row>) {
  return (
    <div className="table-row table-head" role="row" aria-rowindex={1}>
      {all === undefined ? null : (
        <span role="columnheader">
          <input
            type="checkbox"
            className="check"
            aria-label={t('table.selectAll')}
            checked={all.checked}
            ref={(box) => {
              if (box !== null) box.indeterminate = all.some && !all.checked
            }}
            onChange={all.toggle}
          />
        </span>
      )}
      {columns.map((column) => (
        <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
      ))}
    </div>
  )
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>
  readonly sort: string | undefined
  readonly onSort: ((sort: string) => void) | undefined
}) {
  const field = column.sort
  if (field === undefined || onSort === undefined) {
    return (
      <span role="columnheader" data-right={column.right || undefined}>
        {column.quiet === true ? <span className="hidden-visually">{column.title}</span> : column.title}
      </span>
    )
  }
  const direction = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none'
  return (
    <span role="columnheader" aria-sort={direction} data-right={column.right || undefined}>
      <button type="button" onClick={() => onSort(direction === 'ascending' ? `-${field}` : field)}>
        {column.title}
        {direction === 'none' ? '' : direction === 'ascending' ? ' ↑' : ' ↓'}
      </button>
    </span>
  )
}
