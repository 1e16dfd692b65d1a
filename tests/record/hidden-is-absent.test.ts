/** Hidden is absent: whatever is asked of an item that consent hides is answered as for an id that never was (consent.md 7). */

import assert from 'node:assert/strict'
import type { Test } from 'supertest'
import { record } from '#seed/record.ts'
import type { Asker } from '#tests/support/app.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { alike, counts } from './support/answers.ts'
import { consent, observation, omar, siti, transaction } from './support/resources.ts'

const hidden = 'rimba-hba1c-2'
const never = 'rimba-never-was'

interface Ask {
  readonly title: string
  readonly status: number
  readonly ask: (who: Asker, id: string) => Test
}

const asks: readonly Ask[] = [
  { title: 'GET', status: 404, ask: (who, id) => who.get(`/fhir/Observation/${id}`) },
  { title: 'HEAD', status: 404, ask: (who, id) => who.head(`/fhir/Observation/${id}`) },
  {
    title: 'GET with If-None-Match: *',
    status: 404,
    ask: (who, id) => who.get(`/fhir/Observation/${id}`).set('if-none-match', '*'),
  },
  {
    title: 'GET with If-Modified-Since',
    status: 404,
    ask: (who, id) =>
      who.get(`/fhir/Observation/${id}`).set('if-modified-since', 'Wed, 25 Nov 2037 02:00:00 GMT'),
  },
  { title: 'vread', status: 404, ask: (who, id) => who.get(`/fhir/Observation/${id}/_history/1`) },
  { title: 'history', status: 404, ask: (who, id) => who.get(`/fhir/Observation/${id}/_history`) },
  {
    title: 'PUT',
    status: 404,
    ask: (who, id) => who.put(`/fhir/Observation/${id}`, observation({ id })),
  },
  {
    title: 'PUT with If-Match',
    status: 404,
    ask: (who, id) => who.put(`/fhir/Observation/${id}`, observation({ id })).set('if-match', '*'),
  },
  {
    title: 'PUT with a broken body',
    status: 404,
    ask: (who, id) => who.put(`/fhir/Observation/${id}`, { resourceType: 'Observation', id }),
  },
  { title: 'DELETE', status: 404, ask: (who, id) => who.delete(`/fhir/Observation/${id}`) },
  {
    title: 'DELETE with If-Match',
    status: 404,
    ask: (who, id) => who.delete(`/fhir/Observation/${id}`).set('if-match', 'W/"x"'),
  },
  {
    title: 'PUT in a transaction',
    status: 404,
    ask: (who, id) => who.post('/fhir', transaction({ resource: observation({ id }) })),
  },
  {
    title: 'DELETE in a transaction',
    status: 404,
    ask: (who, id) =>
      who.post('/fhir', transaction({ method: 'DELETE', url: `Observation/${id}` })),
  },
  {
    title: 'GET in a transaction',
    status: 404,
    ask: (who, id) => who.post('/fhir', transaction({ method: 'GET', url: `Observation/${id}` })),
  },
]

describe('hidden is absent', () => {
  let town: Town
  let callers: Readonly<Record<string, Asker>>
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    const { admin } = town.app.context
    await town.app.as(town.clinic).post('/fhir', record).expect(200)
    const { client_id } = await admin.addClient({
      name: 'Tutong records',
      organization: 'Tutong Hospital',
      scope: 'system/*.cruds',
      purpose: 'TREAT',
      ids: { prefix: 'tutong-' },
    })
    callers = {
      'a doctor of another organisation': town.app.as(town.budi),
      'another patient': town.app.as(await town.patient(omar)),
      'another organisation’s system': town.app.as(
        await admin.mintForClient({ client: client_id }),
      ),
    }
  })
  after(() => town.app.close())

  for (const who of [
    'a doctor of another organisation',
    'another patient',
    'another organisation’s system',
  ])
    for (const { title, status, ask } of asks)
      it(`${title}, by ${who}`, async () => {
        const caller = callers[who] as Asker
        const before = await counts(town.app)
        await alike(ask(caller, hidden), ask(caller, never), status)
        assert.deepEqual(await counts(town.app), before, 'nothing was written')
      })

  it('a deleted item that was hidden is 404, not 410', async () => {
    const clinic = town.app.as(town.clinic)
    await clinic.put('/fhir/Observation/rimba-gone', observation({ id: 'rimba-gone' })).expect(201)
    await clinic.delete('/fhir/Observation/rimba-gone').expect(204)
    for (const caller of Object.values(callers))
      for (const { status, ask } of asks)
        await alike(ask(caller, 'rimba-gone'), ask(caller, never), status)
  })

  it('an item that names a hidden patient is refused as for an absent one', async () => {
    const ask = (who: Asker, patient: string) =>
      who.post('/fhir/Observation', observation({ patient }))
    for (const caller of Object.values(callers))
      await alike(ask(caller, siti), ask(caller, 'Patient/rimba-never'), 422)
  })

  it('a transaction that names a hidden patient fails as for an absent one, and writes nothing', async () => {
    const ask = (who: Asker, patient: string) =>
      who.post(
        '/fhir',
        transaction(
          { resource: observation({ patient }) },
          { resource: { resourceType: 'Questionnaire', status: 'draft' } },
        ),
      )
    const before = await counts(town.app)
    for (const caller of Object.values(callers))
      await alike(
        ask(caller, siti),
        ask(caller, 'Patient/rimba-never'),
        caller === callers['another patient'] ? 403 : 422,
      )
    assert.deepEqual(await counts(town.app), before)
  })

  it('a search within a hidden patient is as within an absent one', async () => {
    const budi = town.app.as(town.budi)
    const bodyOf = async (patient: string) => {
      const { body } = await budi.get(`/fhir/Observation?patient=${patient}`).expect(200)
      return [body.total, body.entry]
    }
    assert.deepEqual(await bodyOf(siti), await bodyOf('Patient/rimba-never'))
  })

  describe('when she blocks the organisation that recorded it', () => {
    before(async () => {
      const her = town.app.as(await town.patient(siti))
      const block = consent(siti, { type: 'deny', to: 'Organization/rimba-clinic' })
      await her.post('/fhir/Consent', block).expect(201)
    })

    for (const { title, status, ask } of asks)
      it(`${title}, by a doctor of that organisation`, async () => {
        const lim = town.app.as(town.lim)
        await alike(ask(lim, hidden), ask(lim, never), status)
      })
  })
})
