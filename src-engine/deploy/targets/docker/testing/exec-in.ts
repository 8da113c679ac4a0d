import { text } from 'node:stream/consumers'
import { PassThrough } from 'node:stream'
import type Docker from 'dockerode'

/** Runs a program inside a container, as its user, and gives what it printed. */
export async function execIn(
  docker: Docker,
  container: string,
  command: readonly string[],
): Promise<{ readonly stdout: string; readonly code: number | null }> {
  const exec = await docker.getContainer(container).exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true })
  const stream = await exec.start({})
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  docker.modem.demuxStream(stream, stdout, stderr)
  stream.on('end', () => [stdout, stderr].forEach((out) => out.end()))
  const [out, err] = await Promise.all([text(stdout), text(stderr)])
  const { ExitCode } = await exec.inspect()
  return { stdout: out + err, code: ExitCode }
}
