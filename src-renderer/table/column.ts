import type { ReactNode } from 'react'

export interface Column<Row, Sort extends string = string> {
  readonly id: string
  readonly title: string
  /** CSS grid track, such as `112px` or `minmax(140px, 1.2fr)`. */
  readonly width: string
  readonly right?: boolean
  /** The title is for assistive technology alone: what the column holds speaks for itself. */
  readonly quiet?: boolean
  /** Left out in a narrow window: what it says also stands where the row leads. */
  readonly spare?: boolean
  /** Field this column sorts by, as the operation names it. */
  readonly sort?: Sort
  cell(row: Row): ReactNode
}
