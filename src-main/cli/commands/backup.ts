import type { Command } from 'commander'
import { dataBackup } from '../../../src-engine/contract/data.ts'
import { openCall } from '../command.ts'
import type { Io } from '../io.ts'
import { facts } from '../output.ts'

export function addBackup(program: Command, io: Io): void {
  program
    .command('backup')
    .description('copies the data of the control center while it is in use; for owners')
    .action(async (_options: object, command: Command) => {
      const call = await openCall(io, command)
      const backup = await call.client.call(dataBackup, {})
      call.answer(backup, ({ folder, files, at }) =>
        [
          facts({ folder, at, ...Object.fromEntries(files.map(({ name, bytes }) => [name, `${bytes} bytes`])) }),
          'To restore it, copy the files into an empty directory and start there with --data.\n',
          'Secrets are not in it: keep the vault (vault.json of the data directory, or your keychain) apart from it.\n',
        ].join(''),
      )
    })
}
