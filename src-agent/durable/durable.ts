import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import { AgentError, sentence } from '../errors.ts'

/** Makes names created, renamed or removed in a directory survive a power cut. Windows cannot open directories; NTFS journals them. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(directory, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Replaces a file so that a reader, or a crash at any instant, finds the old or the new content and nothing between. */
export function writeFileDurably(file: string, content: string): void {
  try {
    replaceFile(file, content)
  } catch (cause) {
    throw cannotWrite(path.dirname(file), cause)
  }
}

/** The error for records that could not be written, with a sentence that says what to do. */
export function cannotWrite(directory: string, cause: unknown): AgentError {
  const full = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
  return new AgentError(
    full ? 'storage_full' : 'internal',
    `Records cannot be written to ${directory}: ${sentence(cause)}. ${full ? 'Free some space there: the' : 'The'} agent does nothing it cannot record.`,
    { cause },
  )
}

function replaceFile(file: string, content: string): void {
  const temporary = `${file}.tmp`
  const fd = openSync(temporary, 'w', 0o600)
  try {
    writeSync(fd, content)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, file)
  syncDirectory(path.dirname(file))
}
