export { cannotWrite, syncDirectory, writeFileDurably } from './durable.ts'
