import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const sessionsSchema = z.object({
  sessions: z.record(z.string(), z.object({ accessToken: z.string(), refreshToken: z.string() })),
})

/** What a person at the command line was told, and the tokens that agentctl keeps for them. */
export interface SignedIn {
  readonly printed: string
  readonly accessToken: string
  readonly refreshToken: string
}

/**
 * Signs in as a script does: agentctl as a process, the password through a pipe.
 * @param config folder that stands for the person's settings
 */
export async function signInByCommand(
  data: string,
  config: string,
  email: string,
  password: string,
): Promise<SignedIn> {
  const args = ['src-main/cli/main.ts', 'login', '--data', data, '--email', email, '--password-file', '-']
  const home = { XDG_CONFIG_HOME: config, HOME: config, APPDATA: config }
  const child = spawn(process.execPath, args, { stdio: 'pipe', env: { ...process.env, ...home } })
  child.stdin.end(password)
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  if (code !== 0) throw new Error(`agentctl login: ${out}${err}`)
  const file = sessionsSchema.parse(JSON.parse(await readFile(join(sessionsFolder(config), 'sessions.json'), 'utf8')))
  const [session] = Object.values(file.sessions)
  if (!session) throw new Error('agentctl kept no session')
  return { printed: out + err, ...session }
}

function sessionsFolder(config: string): string {
  const name = 'agenticmail-control-center'
  return process.platform === 'darwin' ? join(config, 'Library', 'Preferences', name) : join(config, name)
}
