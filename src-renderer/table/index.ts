import './table.css'

export type { Column } from './column.ts'
export { Table } from './table.tsx'
