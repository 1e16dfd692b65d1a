import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { dataDirectory, isFileUri } from '#storage/embedded/data-directory.ts'

describe('storage/embedded/data-directory', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'amanah-'))
  })
  afterEach(() => rm(root, { recursive: true }))

  it('knows a file URI from others', () => {
    assert.equal(isFileUri('file:./data'), true)
    assert.equal(isFileUri('mongodb://127.0.0.1/x'), false)
    assert.equal(isFileUri('./data'), false)
  })

  it('makes a directory of mode 0700, whichever way its URI is written', async () => {
    const path = join(root, 'a b')
    const uris = [`file:${path}`, `file:${relative(process.cwd(), path)}`, `${pathToFileURL(path)}`]
    for (const uri of uris) {
      assert.equal(await dataDirectory(uri), path)
      assert.equal((await stat(path)).mode & 0o777, 0o700)
      await chmod(path, 0o755)
    }
  })
})
