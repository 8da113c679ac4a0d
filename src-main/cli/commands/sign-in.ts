import type { Command } from 'commander'
import { authLogin, authLogout, authMe, authSetup, authStatus } from '../../../src-engine/contract/auth.ts'
import { CliError } from '../cli-error.ts'
import { openCall } from '../command.ts'
import type { Io } from '../io.ts'
import { facts } from '../output.ts'

interface SetupOptions {
  readonly organization?: string
  readonly name?: string
  readonly email?: string
  readonly passwordFile?: string
}

/** First run, sign-in, sign-out, and who is signed in. Passwords come from a file, a pipe or a prompt, never an argument. */
export function addSignIn(program: Command, io: Io): void {
  program
    .command('setup')
    .description('first run: makes the organization and its owner, and signs in')
    .option('--organization <name>', 'name of the organization')
    .option('--name <name>', 'your name')
    .option('--email <address>', 'your email, to sign in with')
    .option('--password-file <file>', 'file that holds your password; - reads it from a pipe')
    .action(async (options: SetupOptions, command: Command) => {
      const call = await openCall(io, command)
      const { setUp } = await call.client.call(authStatus, {})
      if (setUp || call.setupToken === null) {
        throw new CliError('conflict', 'This control center has an organization already. Sign in with: agentctl login')
      }
      const body = {
        organization: options.organization ?? (await asked(io, 'Name of your organization', '--organization')),
        name: options.name ?? (await asked(io, 'Your name', '--name')),
        email: options.email ?? (await asked(io, 'Your email', '--email')),
        password: await passwordOf(io, options.passwordFile, 'A password of at least 12 characters'),
        client: 'token' as const,
      }
      const { grant, recoveryKey } = await call.client.call(authSetup, {
        body,
        headers: { authorization: `Setup ${call.setupToken}` },
      })
      await call.keep(grant)
      call.answer({ organization: grant.organization, user: grant.user, recoveryKey }, () =>
        [
          `${grant.organization.name} is set up, and you are signed in as ${grant.user.email}.\n\n`,
          `Recovery key, shown this once. Print it or write it down:\n\n  ${recoveryKey}\n`,
        ].join(''),
      )
    })

  program
    .command('login')
    .description('signs in; the session is kept for this machine’s user until logout')
    .option('--email <address>', 'your email')
    .option('--password-file <file>', 'file that holds your password; - reads it from a pipe')
    .action(async (options: SetupOptions, command: Command) => {
      const call = await openCall(io, command)
      const email = options.email ?? (await asked(io, 'Your email', '--email'))
      const password = await passwordOf(io, options.passwordFile, 'Your password')
      const grant = await call.client.call(authLogin, { body: { email, password, client: 'token' } })
      await call.keep(grant)
      call.answer(
        { user: grant.user, organization: grant.organization },
        () => `Signed in to ${grant.organization.name} as ${grant.user.email} (${grant.user.role}).\n`,
      )
    })

  program
    .command('logout')
    .description('ends the session')
    .action(async (_options: object, command: Command) => {
      const call = await openCall(io, command)
      await call.client.call(authLogout, {})
      await call.forget()
      call.answer({ signedIn: false }, () => 'Signed out.\n')
    })

  program
    .command('status')
    .description('where the control center answers, whether it is set up, and who is signed in')
    .action(async (_options: object, command: Command) => {
      const call = await openCall(io, command)
      const status = await call.client.call(authStatus, {})
      const me = (await call.email()) === null ? null : (await call.client.call(authMe, {})).user
      call.answer({ url: call.url, ...status, user: me }, () =>
        facts({
          address: call.url,
          version: status.version,
          'set up': status.setUp ? 'yes' : 'no: run agentctl setup',
          vault: status.vault,
          'signed in': me === null ? 'no' : `${me.email} (${me.role})`,
        }),
      )
    })
}

async function asked(io: Io, question: string, option: string): Promise<string> {
  if (!io.interactive) throw new CliError('usage', `${option} is needed where nobody can be asked.`)
  return io.ask(question)
}

async function passwordOf(io: Io, file: string | undefined, question: string): Promise<string> {
  if (file !== undefined) return (await io.read(file)).replace(/\r?\n$/, '')
  if (io.interactive) return io.askPassword(question)
  throw new CliError('usage', '--password-file is needed where nobody can be asked (- reads from a pipe).')
}
