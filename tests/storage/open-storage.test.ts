/** Opening: keys, slots, stamps and indexes are there before anything is asked, and are the same for all processes. */
import assert from 'node:assert/strict'
import { createPublicKey, createSign, createVerify } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '#storage/connect.ts'
import { openStorage } from '#storage/open-storage.ts'
import { optionsFor, rowFor, sharedStore, start } from './store.ts'

describe('storage/open-storage', () => {
  const store = sharedStore()

  it('starts empty, embedded, with an RS256 pair of 2048 bits and 32 bytes for pages', async () => {
    const { storage } = store()
    assert.equal(storage.engine, 'embedded')
    assert.equal(await storage.isEmpty(), true)
    const { kid, privateKey, publicKey } = storage.keys.signing()
    assert.match(kid, /^[\w-]{43}$/)
    assert.equal(createPublicKey(publicKey).asymmetricKeyDetails?.modulusLength, 2048)
    const signature = createSign('RSA-SHA256').update('text').sign(privateKey)
    assert.ok(createVerify('RSA-SHA256').update('text').verify(publicKey, signature))
    assert.equal(storage.keys.pages().length, 32)
  })

  it('has the eight indexes of resources and the three of versions', async () => {
    const data = await connect(`file:${store().directory}`)
    const keysOf = async (name: string) =>
      (await data.collection(name).listIndexes().toArray())
        .map((index) => Object.keys(index.key).join())
        .filter((key) => key !== '_id')
        .sort()
    assert.deepEqual(await keysOf('resources'), [
      'cmp,t,lu',
      'cmp,t,sd',
      't,dat.p,dat.lo,dat.hi',
      't,lu',
      't,num.p,num.lo,num.hi',
      't,ref,lu',
      't,str',
      't,tok,lu',
    ])
    assert.deepEqual(await keysOf('versions'), ['cmp,t,lu', 'of,n', 't,lu'])
    await data.close()
  })

  it('keeps no private key in the clear, and the key file for its owner alone', async () => {
    const { storage, directory } = store()
    const { privateKey } = storage.keys.signing()
    assert.equal((await stat(join(directory, 'master.key'))).mode & 0o777, 0o600)
    for (const name of ['data.db', 'data.db-wal']) {
      const file = await readFile(join(directory, name), 'latin1')
      assert.equal(file.includes('PRIVATE KEY'), false)
      assert.equal(file.includes(privateKey.slice(40, 80)), false)
    }
  })

  it('a server and a command beside it share keys and never a slot', async () => {
    const { storage, directory } = store()
    const command = await openStorage(optionsFor(directory, { slot: 'command' }))
    const another = await openStorage(optionsFor(directory))
    const slots = [storage, command, another].map((one) => one.stamp().lu.charAt(11))
    assert.deepEqual(slots, ['-', 'V', '0'])
    assert.deepEqual(command.keys.signing(), storage.keys.signing())
    assert.deepEqual(command.keys.pages(), storage.keys.pages())
    for (const one of [command, another]) await one.close()
  })

  it('refuses to open with a key that is not its own', async () => {
    const key = 'a key of more than thirty-two characters'
    await assert.rejects(openStorage(optionsFor(store().directory, { key })), /do not open/)
  })

  it('stamps later than everything stored, also when the clock went back', async () => {
    const { storage, directory } = store()
    const types = ['Patient', 'Observation', 'Account', 'Encounter']
    const rows = types.map((type) => rowFor(storage, `${type}/1`))
    await storage.transact((transaction) => transaction.insert(rows))
    assert.equal(await storage.isEmpty(), false)
    const back = await openStorage(optionsFor(directory, { clock: () => start - 86_400_000 }))
    assert.ok(back.stamp().lu > (rows.at(-1)?.lu ?? ''))
    await back.close()
  })
})
