import { memo, type ReactNode } from 'react'
import { t } from '../i18n/index.ts'
import type { Column } from './column.ts'

interface RowProps<Row> {
  readonly row: Row
  readonly index: number
  /** Distance from the top of the list in pixels. */
  readonly top: number
  readonly domId: string
  readonly name: string
  readonly columns: readonly Column<Row>[]
  readonly active: boolean
  /** Undefined where rows cannot be selected. */
  readonly selected: boolean | undefined
  onClick(index: number, row: Row, event: React.MouseEvent): void
  onToggle(row: Row): void
}

function RowView<Row>({
  row,
  index,
  top,
  domId,
  name,
  columns,
  active,
  selected,
  onClick,
  onToggle,
}: RowProps<Row>): ReactNode {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid itself takes the keys (J, K, arrows, Enter)
    <div
      id={domId}
      className="table-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={active || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => onClick(index, row, event)}
    >
      {selected === undefined ? null : (
        <span role="gridcell">
          <input
            type="checkbox"
            className="check"
            aria-label={t('table.selectRow', { name })}
            checked={selected}
            onChange={() => onToggle(row)}
          />
        </span>
      )}
      {columns.map((column) => (
        <span key={column.id} role="gridcell" data-right={column.right || undefined}>
          {column.cell(row)}
        </span>
      ))}
    </div>
  )
}

/** Drawn once while it is in sight: scrolling draws only the rows that come into it. */
export const TableRow = memo(RowView) as typeof RowView
