/** Claims, epochs, and the plain rows that a transaction keeps. */
import assert from 'node:assert/strict'
import type { ClientRow, GrantRow, ReachRow } from '#storage/storage.ts'
import { sharedStore, start } from './store.ts'

const grant: GrantRow = {
  _id: 'g1',
  kind: 'patient',
  who: 'Patient/siti',
  patient: 'Patient/siti',
  scopes: ['patient/*.rs'],
  purpose: 'PATRQT',
  ceiling: 'V',
  steppedUpAt: start,
  createdAt: start,
  expiresAt: start + 1,
  ended: false,
}
const client: ClientRow = {
  _id: 'c1',
  name: 'Clinic',
  organization: 'Organization/clinic',
  device: 'Device/c1',
  scopes: ['system/*.cruds'],
  purpose: 'TREAT',
  disabled: false,
}

describe('storage/repository/transaction: claims and plain rows', () => {
  const store = sharedStore()

  it('a claim is given once, and what it holds can be read', async () => {
    const { storage } = store()
    await storage.transact(async (transaction) => {
      assert.equal(await transaction.claimed('c'), undefined)
      assert.equal(await transaction.claim('c', 'Patient/siti'), true)
      assert.equal(await transaction.claim('c', 'Patient/other'), false)
      assert.equal(await transaction.claimed('c'), 'Patient/siti')
    })
    assert.equal(await storage.transact((transaction) => transaction.claim('c')), false)
  })

  it('many claims at once say which were new, one named twice once', async () => {
    const { storage } = store()
    await storage.transact((transaction) => transaction.claim('y'))
    const claims = ['x', 'y', 'z', 'x'].map((_id) => ({ _id, holds: _id }))
    const fresh = await storage.transact((transaction) => transaction.claimAll(claims))
    assert.deepEqual(fresh, [true, false, true, false])
  })

  it('two transactions at once cannot both have a claim', async () => {
    const { storage } = store()
    const attempts = Array.from({ length: 8 }, () =>
      storage.transact((transaction) => transaction.claim('at once')),
    )
    assert.equal((await Promise.all(attempts)).filter(Boolean).length, 1)
  })

  it('epochs count up', async () => {
    const { storage } = store()
    assert.equal(await storage.epoch('registry'), 0)
    await storage.transact(async (transaction) => {
      await transaction.bump('registry')
      await transaction.bump('registry')
    })
    assert.equal(await storage.epoch('registry'), 2)
    assert.equal(await storage.epoch('other'), 0)
  })

  it('directives are replaced whole', async () => {
    const { storage } = store()
    const row = { _id: 'Patient/siti', epoch: 1, json: '{"a":1}' }
    await storage.transact((transaction) => transaction.saveDirectives(row))
    await storage.transact((transaction) => transaction.saveDirectives({ ...row, epoch: 2 }))
    assert.deepEqual(await storage.directives('Patient/siti'), { ...row, epoch: 2 })
    assert.deepEqual(await storage.directivesOf(['Patient/siti', 'Patient/ali']), [
      { ...row, epoch: 2 },
    ])
    assert.deepEqual(await storage.directivesOf([]), [])
    assert.equal(await storage.directives('Patient/ali'), undefined)
  })

  it('reach rows of one Consent are replaced together', async () => {
    const { storage } = store()
    const reach = (actor: string): ReachRow => ({
      _id: `Consent/1|${actor}`,
      patient: 'Patient/siti',
      actor,
      effect: 'permit',
      consent: 'Consent/1',
    })
    await storage.transact((transaction) =>
      transaction.saveReach('Consent/1', [reach('Practitioner/lim'), reach('*')]),
    )
    await storage.transact((transaction) => transaction.saveReach('Consent/1', [reach('*')]))
    assert.deepEqual(await storage.reach(['Practitioner/lim']), [])
    assert.deepEqual(await storage.reach(['Practitioner/lim', '*']), [reach('*')])
    assert.deepEqual(await storage.reach([]), [])
  })

  it('grants and clients come back as they were saved', async () => {
    const { storage } = store()
    await storage.transact(async (transaction) => {
      await transaction.saveGrant(grant)
      await transaction.saveClient(client)
    })
    assert.deepEqual(await storage.grant('g1'), grant)
    assert.deepEqual(await storage.client('c1'), client)
    await storage.transact((transaction) => transaction.saveGrant({ ...grant, ended: true }))
    assert.equal((await storage.grant('g1'))?.ended, true)
    assert.deepEqual(await storage.clients(), [client])
    assert.equal(await storage.grant('g2'), undefined)
  })

  it('refuses a plain row with a member that no model declares', async () => {
    const { storage } = store()
    const odd = { ...client, surprise: 1 } as ClientRow
    await assert.rejects(storage.transact((transaction) => transaction.saveClient(odd)))
  })

  it('takes user text as a value, never as an operator', async () => {
    const { storage } = store()
    await storage.transact((transaction) => transaction.saveGrant(grant))
    const operator = { $gt: '' } as unknown as string
    await assert.rejects(storage.grant(operator))
  })

  it('settings are kept by name', async () => {
    const { storage } = store()
    assert.equal(await storage.setting('base-url'), undefined)
    await storage.saveSetting('base-url', 'http://a')
    await storage.saveSetting('base-url', 'http://b')
    assert.equal(await storage.setting('base-url'), 'http://b')
  })

  it('sizes names every collection', async () => {
    const { storage } = store()
    const sizes = await storage.sizes()
    for (const name of ['resources', 'versions', 'outbox', 'witness', 'grants', 'jobs', 'accounts'])
      assert.equal(typeof sizes[name], 'number', name)
  })
})
