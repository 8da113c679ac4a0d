import './table.css'

export type { Column } from './column.ts'
export { Table, type Selection } from './table.tsx'
