/** What the engine relies on in `node:sqlite` (storage.md 4): an upgrade of Node that changes it fails here. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { Sqlite } from '#storage/embedded/sqlite.ts'

describe('storage/embedded/sqlite', () => {
  let database: DatabaseSync
  beforeEach(() => {
    database = new DatabaseSync(':memory:')
    database.exec(
      'CREATE TABLE x (a PRIMARY KEY) WITHOUT ROWID; CREATE TABLE y (r INTEGER PRIMARY KEY, id UNIQUE)',
    )
  })
  afterEach(() => database.close())

  const one = (sql: string, ...values: (number | string | Uint8Array)[]) =>
    Object.values(database.prepare(sql).get(...values) ?? {})[0]

  it('blobs come as Uint8Array', () => {
    const found = one("SELECT x'01'")
    assert.ok(found instanceof Uint8Array && !Buffer.isBuffer(found))
  })

  it('NaN is bound as NULL, infinity as itself', () => {
    assert.equal(one('SELECT ?', Number.NaN), null)
    assert.equal(one('SELECT ?', Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY)
  })

  it('integers above 2^53 throw on read', () => {
    assert.throws(() => one('SELECT 9007199254740993'), { code: 'ERR_OUT_OF_RANGE' })
  })

  it('undefined and Dates are not bound', () => {
    for (const value of [undefined, new Date(0)]) {
      assert.throws(() => one('SELECT ?, ?', 1, value as never))
    }
  })

  it('errors carry the result code', () => {
    const codeOf = (sql: string) => {
      database.exec(sql)
      try {
        database.exec(sql)
      } catch (error) {
        return (error as { errcode: number }).errcode
      }
      return undefined
    }
    assert.equal(codeOf('INSERT INTO x VALUES (1)'), 1555)
    assert.equal(codeOf('INSERT INTO y (id) VALUES (1)'), 2067)
  })

  it('orders numbers before text before blobs, text by bytes', () => {
    database.exec(
      "INSERT INTO x VALUES (x''), (''), (9e999), (-9e999), (2), ('\u{1f600}'), ('\ue000')",
    )
    const rows = database.prepare('SELECT a FROM x ORDER BY a').all()
    assert.deepEqual(
      rows.map(({ a }) => a),
      [
        Number.NEGATIVE_INFINITY,
        2,
        Number.POSITIVE_INFINITY,
        '',
        '\ue000',
        '😀',
        new Uint8Array(0),
      ],
    )
  })

  it('reads the numbers of JSON as JavaScript does', () => {
    for (const value of [0.1, 1 / 3, 1e21, 5e-324, 1.7976931348623157e308, 123456789.1234567]) {
      assert.equal(one("SELECT json_extract(?, '$.a') = ?", JSON.stringify({ a: value }), value), 1)
    }
    assert.equal(one("SELECT json_extract('[1e999]', '$[0]')"), Number.POSITIVE_INFINITY)
  })

  it('an iterator left early is closed, and the same statement can run inside it', () => {
    const sqlite = new Sqlite(':memory:', { readonly: false })
    const sql = 'SELECT value FROM json_each(?)'
    for (const [outer] of sqlite.iterate(sql, ['[1,2,3]'])) {
      for (const [inner] of sqlite.iterate(sql, ['[1,2]'])) if (inner === outer) break
      if (outer === 2) break
    }
    assert.deepEqual([...sqlite.iterate(sql, ['[1]'])], [[1]])
    sqlite.close()
  })

  it('is loaded without a warning', () => {
    const url = new URL('../../../src/storage/embedded/sqlite.ts', import.meta.url)
    const code = `import { Sqlite } from ${JSON.stringify(url.href)}; new Sqlite(':memory:', { readonly: false })`
    const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
    })
    assert.equal(status, 0)
    assert.equal(stderr, '')
  })
})
