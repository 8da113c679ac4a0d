import type { Command } from 'commander'
import { type Connection, connect, globalOptions } from './connection.ts'
import type { Io } from './io.ts'

/** What a command works with. */
export interface Call extends Connection {
  readonly io: Io
  readonly json: boolean
  /** Prints the answer: the value itself with `--json`, else what `render` makes of it for people. */
  answer<Value>(value: Value, render: (value: Value) => string): void
}

/** Finds the engine and makes the call's surroundings from the options that every command takes. */
export async function openCall(io: Io, command: Command): Promise<Call> {
  const options = globalOptions.parse(command.optsWithGlobals())
  const connection = await connect(io, options)
  return {
    ...connection,
    io,
    json: options.json,
    answer(value, render) {
      io.out(options.json ? `${JSON.stringify(value)}\n` : render(value))
    },
  }
}
