/** The check finds what does not fit. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openEngine } from '#storage/embedded/engine.ts'
import { indexesOf } from './engine-calls.ts'

describe('storage/embedded/verify', () => {
  function findingsAfter(sql: string): string[] {
    const directory = mkdtempSync(join(tmpdir(), 'verify-'))
    const path = join(directory, 'data.db')
    const engine = openEngine(path, { readonly: false })
    try {
      const args = { documents: [{ _id: 1, a: [1, 2, 2] }, { _id: 2, a: null }, { _id: 3 }] }
      engine.execute({ collection: 'things', method: 'createIndexes', args: indexesOf({ a: 1 }) })
      engine.execute({ collection: 'things', method: 'insertMany', args })
      const other = new DatabaseSync(path)
      other.exec(sql)
      other.close()
      const seen: number[] = []
      const findings = engine.check((done, total) => seen.push(done / total))
      assert.equal(seen.at(-1), 1)
      return findings
    } finally {
      engine.close()
      rmSync(directory, { recursive: true })
    }
  }

  it('says nothing of a file that is whole', () => {
    assert.deepEqual(findingsAfter('SELECT 1'), [])
  })

  const planted: [string, string, RegExp][] = [
    ['a row too many', 'INSERT INTO c1_1 VALUES (7, 1)', /index a_1 has 5 rows instead of 4/],
    ['a row too few', 'DELETE FROM c1_1 WHERE k0 = 2', /index a_1 lacks a row of document 1/],
    ['a wrong key', 'UPDATE c1_1 SET k0 = 3 WHERE k0 = 2', /index a_1 lacks a row of document 1/],
    [
      'a key of another document',
      'UPDATE c1_1 SET rid = 2 WHERE k0 = 2',
      /lacks a row of document 1/,
    ],
    [
      'a document changed behind the index',
      `UPDATE c1 SET doc = '{"_id":3,"a":1}' WHERE id = 3`,
      /lacks a row of document 3/,
    ],
    [
      'a document under another _id',
      `UPDATE c1 SET id = 9 WHERE id = 3`,
      /row 3 stands under another _id/,
    ],
  ]
  for (const [name, sql, finding] of planted) {
    it(`finds ${name}`, () => assert.match(findingsAfter(sql).join('\n'), finding))
  }
})
