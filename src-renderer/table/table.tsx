import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react'
import { t } from '../i18n/index.ts'
import { useShortcuts } from '../shortcuts/index.ts'
import type { Column } from './column.ts'
import { TableHead } from './head.tsx'
import { usePlaces } from './places.ts'
import { TableRow } from './row.tsx'
import { useLatest } from './use-latest.ts'
import { useRowHeight } from './use-row-height.ts'

export interface Selection {
  readonly ids: ReadonlySet<string>
  set(ids: ReadonlySet<string>): void
}

interface TableProps<Row> {
  /** Name for assistive technology, and the key under which the place is remembered. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly total: number
  rowId: (row: Row) => string
  /** What a row is called, for the checkbox that selects it. */
  rowName(row: Row): string
  onOpen?(row: Row): void
  onMore?(): void
  readonly selection?: Selection
  readonly sort?: string
  onSort?(sort: string): void
  /** Further keys that act on the row under the cursor. */
  readonly keys?: readonly { readonly key: string; readonly label: string; run(row: Row): void }[]
  /** Content of a row that is opened in place. */
  readonly foot?: ReactNode
}

/** The one table: virtualised, sorted by the engine, moved through with J and K. */
export function Table<Row>(props: TableProps<Row>) {
  const { rows, selection } = props
  const narrow = useMediaQuery('(max-width: 1279px)')
  const columns = useMemo(() => props.columns.filter(({ spare }) => !narrow || !spare), [props.columns, narrow])
  const scroller = useRef<HTMLDivElement>(null)
  const gridId = useId()
  const kept = useRef(usePlaces.getState().places[props.label])
  const [active, setActive] = useState(kept.current?.active ?? -1)
  const height = useRowHeight()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
    // Two scroll events of one frame are one drawing.
    useFlushSync: false,
    initialOffset: kept.current?.scroll ?? 0,
    scrollMargin: 32,
  })
  useEffect(() => {
    virtual.measure()
  }, [height, virtual])
  useKeepPlace(props.label, scroller, active)

  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  const { onMore } = props
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onMore?.()
  }, [last, rows.length, onMore])

  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setActive(next)
    virtual.scrollToIndex(next)
    // The row under the cursor is announced, and Enter opens it, while the list has the focus: not the link that led here.
    scroller.current?.focus({ preventScroll: true })
  }
  const withActive = (act: ((row: Row) => void) | undefined) => () => {
    const row = rows[active]
    if (row !== undefined) act?.(row)
  }
  const toggle = useLatest((row: Row) => {
    if (selection === undefined) return
    const ids = new Set(selection.ids)
    if (!ids.delete(props.rowId(row))) ids.add(props.rowId(row))
    selection.set(ids)
  })
  const click = useLatest((index: number, row: Row, event: React.MouseEvent) => {
    setActive(index)
    if (event.target instanceof Element && event.target.closest('a, button, input, label') !== null) return
    props.onOpen?.(row)
  })
  useShortcuts(props.label, [
    { key: 'j', label: t('table.next'), run: () => move(active + 1) },
    { key: 'k', label: t('table.previous'), run: () => move(active - 1) },
    ...(props.onOpen ? [{ key: 'Enter', label: t('table.open'), run: withActive(props.onOpen) }] : []),
    ...(selection ? [{ key: 'x', label: t('table.select'), run: withActive(toggle) }] : []),
    ...(props.keys ?? []).map((each) => ({ key: each.key, label: each.label, run: withActive(each.run) })),
  ])

  const tracks = [...(selection ? ['36px'] : []), ...columns.map((column) => column.width)].join(' ')
  const everything = selection && {
    checked: rows.length > 0 && rows.every((row) => selection.ids.has(props.rowId(row))),
    some: selection.ids.size > 0,
  }
  return (
    <div className="table card">
      <div
        ref={scroller}
        className="table-scroll"
        role="grid"
        aria-label={props.label}
        aria-rowcount={props.total + 1}
        aria-multiselectable={selection ? true : undefined}
        aria-activedescendant={shown.some(({ index }) => index === active) ? `${gridId}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key]
          if (step === undefined || event.target !== event.currentTarget) return
          event.preventDefault()
          move(active + step)
        }}
        style={{ '--columns': tracks, '--least': `${leastWidth(tracks)}px` }}
      >
        <TableHead
          columns={columns}
          sort={props.sort}
          onSort={props.onSort}
          all={
            everything && {
              ...everything,
              toggle: () => selection.set(everything.checked ? new Set() : new Set(rows.map(props.rowId))),
            }
          }
        />
        <div
          className="table-body"
          role="rowgroup"
          style={{ height: virtual.getTotalSize() }}
          data-opens={props.onOpen ? true : undefined}
        >
          {shown.map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            const id = props.rowId(row)
            return (
              <TableRow
                key={id}
                row={row}
                index={index}
                top={start - 32}
                domId={`${gridId}-${index}`}
                name={props.rowName(row)}
                columns={columns}
                active={index === active}
                selected={selection?.ids.has(id)}
                onClick={click}
                onToggle={toggle}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** The narrowest all columns fit in: beyond that the table scrolls sideways, head and rows together. */
function leastWidth(tracks: string): number {
  return [...tracks.matchAll(/(?:minmax\()?(\d+)px(?:,[^)]*\))?/g)].reduce((sum, [, pixels]) => sum + Number(pixels), 8)
}

function useKeepPlace(list: string, scroller: React.RefObject<HTMLDivElement | null>, active: number): void {
  const place = useRef({ scroll: 0, active })
  useEffect(() => {
    place.current.active = active
  }, [active])
  useEffect(() => {
    const kept = place.current
    const element = scroller.current
    const onScroll = () => {
      kept.scroll = element?.scrollTop ?? 0
    }
    element?.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      element?.removeEventListener('scroll', onScroll)
      usePlaces.getState().keep(list, { ...kept })
    }
  }, [list, scroller])
}
