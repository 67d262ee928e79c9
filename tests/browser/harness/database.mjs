// A database of a journey's own: an SQLite file, or a PostgreSQL database that is dropped afterwards.

import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'

/** The kind that `CONSENTRY_TEST_DB` asks for; SQLite unless told. */
export const kind = process.env.CONSENTRY_TEST_DB || 'sqlite'

export function freshDatabase(folder) {
  return kind === 'postgres' ? postgres() : sqlite(folder)
}

function sqlite(folder) {
  const file = join(folder, 'consentry.db')
  return {
    url: `sqlite:${file}`,
    /** Everything that is stored, to be searched. */
    contents: () => [file, `${file}-wal`].filter(existsSync).map((path) => readFileSync(path, 'latin1')).join(''),
    drop() {},
  }
}

function postgres() {
  const server = process.env.CONSENTRY_TEST_POSTGRES
  if (!server) throw new Error('CONSENTRY_TEST_DB=postgres needs CONSENTRY_TEST_POSTGRES, the URL of a server')
  const name = `consentry_journey_${randomUUID().replaceAll('-', '')}`
  const say = (database, statement) => {
    const url = new URL(server)
    url.pathname = `/${database}`
    return execFileSync('psql', [url.href, '-XAtqc', statement], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  }
  const home = new URL(server).pathname.slice(1) || 'postgres'
  say(home, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    contents() {
      const tables = say(name, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
      const rows = tables.split('\n').filter(Boolean).map((table) => say(name, `SELECT * FROM "${table}"`))
      // bytea is printed as hexadecimal; both spellings are searched.
      return rows.map((text) => text + text.replace(/\\x([0-9a-f]*)/g, (_, hex) => Buffer.from(hex, 'hex').toString('latin1'))).join('')
    },
    drop: () => say(home, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}
