/** `amanah check`: says nothing of a sound store, and names what is not as it says. */
import assert from 'node:assert/strict'
import { resourceFindings } from '#storage/check-resource.ts'
import { connect } from '#storage/connect.ts'
import type { Storage } from '#storage/storage.ts'
import { nextOf, rowFor, sharedStore } from './store.ts'

/** Twelve versions of one, a deletion, and neighbours whose ids begin alike. */
async function fill(storage: Storage, name: string): Promise<void> {
  const rows = ['a', 'a-b', 'b', 'c'].map((id) => rowFor(storage, `Patient/${name}-${id}`))
  await storage.transact((transaction) => transaction.insert(rows))
  let [current, , gone] = rows
  assert.ok(current && gone)
  for (let version = 2; version <= 12; version++) {
    const before = current
    const after = nextOf(storage, before)
    await storage.transact((transaction) => transaction.replace(before, after))
    current = after
  }
  const { tok, ref, str, stx, dat, num, s, json, sk, ...columns } = gone
  const place = { _id: `${gone._id}/2`, of: gone._id, n: 2, vid: 'x' }
  const tombstone = { ...columns, ...place, del: true }
  await storage.transact((transaction) => transaction.remove(gone, tombstone))
}

const damages: [string, string, string, object | null, RegExp][] = [
  ['a text that is not JSON', 'resources', 'c', { json: '{' }, /not JSON/],
  ['a wrong version id', 'resources', 'c', { vid: 'z' }, /version id/],
  ['a wrong stamp', 'resources', 'c', { lu: 'z' }, /stamp/],
  ['a wrong count of patients', 'resources', 'c', { cpn: 3 }, /patients/],
  ['a type that is not that of the id', 'resources', 'c', { t: 'Group' }, /type column/],
  ['a wrong shard key', 'resources', 'c', { sk: 'z' }, /shard key/],
  ['a lost version', 'versions', 'a/7', null, /not complete/],
  ['a lost first version', 'versions', 'b/1', null, /not complete/],
  ['a lost tombstone', 'versions', 'b/2', null, /without having been deleted/],
  ['a lost live row', 'resources', 'a', null, /without having been deleted/],
]

describe('storage/check', () => {
  const store = sharedStore()
  const seen: [number, number][] = []
  let sound: string[]
  let findings: string[]

  before('check a sound store, damage it in many places, and check again', async () => {
    const { storage, directory } = store()
    await fill(storage, 'sound')
    sound = await storage.check((done, total) => seen.push([done, total]))
    const data = await connect(`file:${directory}`)
    for (const [index, [, collection, id, set]] of damages.entries()) {
      await fill(storage, `damage-${index}`)
      const filter = { _id: `Patient/damage-${index}-${id}` } as object
      if (set === null) await data.collection(collection).deleteOne(filter)
      else await data.collection(collection).updateOne(filter, { $set: set })
    }
    const change = { ref: 'Patient/none', vid: 'v', act: 'create' }
    const entry = { _id: 'e1', lines: [], changes: [change] }
    await data.collection('outbox').insertOne(entry as object)
    await data.close()
    findings = await storage.check()
  })

  it('has nothing to say of a sound store, and tells how far it is', () => {
    assert.deepEqual(sound, [])
    assert.deepEqual(seen.at(-1), [16, 16])
    assert.ok(!findings.some((one) => one.includes('sound')))
  })

  for (const [index, [what, , , , finding]] of damages.entries())
    it(`finds ${what}, and nothing else there`, () => {
      const own = findings.filter((one) => one.includes(`damage-${index}-`))
      assert.equal(own.length, 1, own.join('\n'))
      assert.match(own[0] ?? '', finding)
    })

  it('finds the text of another', () => {
    const row = rowFor(store().storage, 'Patient/one')
    const text = row.json.replace('"one"', '"two"')
    assert.deepEqual(resourceFindings(row), [])
    assert.match(resourceFindings({ ...row, json: text }).join(), /text is that of another/)
  })

  it('finds an announcement of what is not stored', () => {
    assert.ok(findings.some((one) => /announces a version of Patient\/none/.test(one)))
  })
})
