import { once } from 'node:events'
import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { globalOptions } from '../connection.ts'
import type { Io } from '../io.ts'

/** The headless host under this name; its options are the host's own. */
export function addServe(program: Command, io: Io): void {
  program
    .command('serve')
    .description('runs the control center until Ctrl-C: API and dashboard on 127.0.0.1')
    .option('--port <n>', 'port to answer on; any free one when not given')
    .option('--vault <kind>', 'auto, keychain or file')
    .option(
      '--passphrase-file <file>',
      'opens the file vault at start; outside the data directory, only you may be able to read it',
    )
    .option('--log-level <level>', 'debug, info, warn or error')
    .option('--allow-origin <url...>', 'pages of other sites that may call the API with a bearer token')
    .action(
      async (
        options: { port?: string; vault?: string; passphraseFile?: string; logLevel?: string; allowOrigin?: string[] },
        command: Command,
      ) => {
        const { data } = globalOptions.parse(command.optsWithGlobals())
        const given = {
          '--data': data === undefined ? undefined : io.path(data),
          '--port': options.port,
          '--vault': options.vault,
          '--passphrase-file': options.passphraseFile === undefined ? undefined : io.path(options.passphraseFile),
          '--log-level': options.logLevel,
        }
        const args = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name, value]))
        args.push(...(options.allowOrigin ?? []).flatMap((origin) => ['--allow-origin', origin]))
        // Only here: every other command is a client and should start without the engine.
        const [{ readOptions }, { serveHeadless }, { EngineError }] = await Promise.all([
          import('../../headless/options.ts'),
          import('../../headless/serve.ts'),
          import('../../../src-engine/index.ts'),
        ])
        const parsed = readOptions(args)
        if (parsed === 'help') return
        const host = await serveHeadless(parsed).catch((cause: unknown) => {
          throw cause instanceof EngineError ? new CliError(cause.code, cause.message, { cause }) : cause
        })
        io.out(`${JSON.stringify(host.ready)}\n`)
        if (!io.signal.aborted) await once(io.signal, 'abort')
        await host.close()
      },
    )
}
