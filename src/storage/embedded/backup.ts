/** An online copy by SQLite's own backup: https://www.sqlite.org/backup.html */
import { chmod } from 'node:fs/promises'

export async function backupTo(from: string, to: string): Promise<void> {
  const { backup, DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const source = new DatabaseSync(from, { readOnly: true })
  try {
    await backup(source, to)
    await chmod(to, 0o600)
  } finally {
    source.close()
  }
}
