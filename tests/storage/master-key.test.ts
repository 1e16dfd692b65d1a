/** The key that wraps the others: from AMANAH_KEY, or a file that is made once. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { masterKey } from '#storage/master-key.ts'
import { newDirectory, removeDirectory } from './store.ts'

const random = (bytes: number) => randomBytes(bytes)

describe('storage/master-key', () => {
  let directory = ''
  const open = (key?: string) => masterKey({ uri: `file:${directory}`, key, random })

  before(async () => {
    directory = await newDirectory()
  })
  after(() => removeDirectory(directory))

  it('is made once, also when many start together', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => open()))
    assert.equal(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size, 1)
    assert.equal(keys[0]?.length, 32)
    assert.deepEqual(await open(), keys[0])
  })

  it('follows from AMANAH_KEY, and differs with it', async () => {
    const text = 'a key of more than thirty-two characters'
    assert.deepEqual(await open(text), await open(text))
    assert.notDeepEqual(await open(text), await open(`${text}!`))
    assert.notDeepEqual(await open(text), await open())
  })

  it('refuses a short AMANAH_KEY', async () => {
    await assert.rejects(open('short'), /32 characters/)
  })

  it('is required with MongoDB', async () => {
    const uri = 'mongodb://localhost/amanah'
    await assert.rejects(masterKey({ uri, random }), /AMANAH_KEY is required/)
  })

  it('refuses a damaged file rather than making another', async () => {
    await writeFile(join(directory, 'master.key'), 'c2hvcnQ=')
    await assert.rejects(open(), /damaged/)
  })
})
