/**
 * Scopes, v1 and v2, are a ceiling on every path (R1): read by id, search, total, write.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */
import assert from 'node:assert/strict'
import { record } from '#seed/record.ts'
import type { Asker } from '#tests/support/app.ts'
import { outcome } from '#tests/support/expect.ts'
import { openTown, type Town } from '#tests/support/people.ts'
import { alike } from './support/answers.ts'
import { consent, observation, omar, siti } from './support/resources.ts'

const category = 'http://terminology.hl7.org/CodeSystem/observation-category'

describe('scopes are a ceiling on every path', () => {
  let town: Town
  let clinic: Asker
  before(async function () {
    this.timeout(20_000)
    town = await openTown()
    clinic = town.app.as(town.clinic)
    await clinic.post('/fhir', record).expect(200)
    for (const category of ['vital-signs', 'laboratory'])
      await clinic
        .put(
          `/fhir/Observation/rimba-${category}`,
          observation({ id: `rimba-${category}`, category }),
        )
        .expect(201)
    const father = town.app.as(await town.patient(omar))
    await father.post('/fhir/Consent', consent(omar, { type: 'permit', to: siti })).expect(201)
  })
  after(() => town.app.close())

  async function siti_(scope: string): Promise<Asker> {
    return town.app.as(await town.app.context.admin.mintForPerson({ who: siti, scope }))
  }

  it('v1: read gives read and search, write gives neither', async () => {
    const reads = await siti_('patient/Observation.read')
    await reads.get('/fhir/Observation/rimba-vital-signs').expect(200)
    assert.equal((await reads.get('/fhir/Observation').expect(200)).body.total, 5)
    await reads.post('/fhir/Observation', observation()).expect(outcome('forbidden', 403))
    const writes = await siti_('patient/Observation.write')
    await writes.get('/fhir/Observation/rimba-vital-signs').expect(outcome('forbidden', 403))
    await writes.get('/fhir/Observation').expect(outcome('forbidden', 403))
    await writes.post('/fhir/Observation', observation()).expect(201)
  })

  it('v2: letter by letter, and another type is refused whatever there is', async () => {
    const reads = await siti_('patient/Observation.r')
    await reads.get('/fhir/Observation/rimba-vital-signs').expect(200)
    await reads.get('/fhir/Observation').expect(outcome('forbidden', 403))
    await alike(
      reads.get('/fhir/Condition/rimba-diabetes'),
      reads.get('/fhir/Condition/rimba-never'),
      403,
    )
  })

  for (const level of ['patient', 'user'] as const)
    it(`granular, ${level}: what is outside is absent by id, by version, in a search and its total`, async () => {
      const labs = await siti_(`${level}/Observation.rs?category=${category}|laboratory`)
      await labs.get('/fhir/Observation/rimba-laboratory').expect(200)
      for (const tail of ['', '/_history', '/_history/1'])
        await alike(
          labs.get(`/fhir/Observation/rimba-vital-signs${tail}`),
          labs.get(`/fhir/Observation/rimba-never${tail}`),
          404,
        )
      const found = await labs.get('/fhir/Observation?_summary=count').expect(200)
      // with user/ rights her father's one laboratory result too, which he opened to her
      assert.equal(found.body.total, level === 'user' ? 5 : 4)
      const asked = await labs.get('/fhir/Observation?category=vital-signs').expect(200)
      assert.equal(asked.body.total, 0)
    })

  it('two granular scopes are a union', async () => {
    const both = await siti_(
      `patient/Observation.rs?category=${category}|laboratory patient/Observation.rs?code=http://loinc.org|718-7`,
    )
    assert.ok((await both.get('/fhir/Observation').expect(200)).body.total >= 5)
    await both.get('/fhir/Observation/rimba-vital-signs').expect(200)
  })

  it('a patient/ token does not reach another patient, though she may see him', async () => {
    const wide = await siti_('user/Observation.rs')
    await wide.get('/fhir/Observation/rimba-creatinine-1').expect(200)
    const hers = await siti_('patient/Observation.rs')
    await alike(
      hers.get('/fhir/Observation/rimba-creatinine-1'),
      hers.get('/fhir/Observation/rimba-never'),
      404,
    )
    const found = await hers.get(`/fhir/Observation?patient=${omar}`).expect(200)
    assert.equal(found.body.total, 0)
    const all = await hers.get('/fhir/Observation?_count=50').expect(200)
    for (const { resource } of all.body.entry) assert.equal(resource.subject.reference, siti)
  })

  it('a patient/ scope beside a granular user/ one reaches another patient by the latter alone', async () => {
    const mixed = await siti_(
      'patient/Observation.rs user/Observation.rs?code=http://loinc.org|4548-4',
    )
    await mixed.get('/fhir/Observation/rimba-vital-signs').expect(200)
    await mixed.get('/fhir/Observation/rimba-creatinine-1').expect(404)
    const found = await mixed.get(`/fhir/Observation?patient=${omar}`).expect(200)
    assert.equal(found.body.total, 0)
  })

  it('a refusal names the scope that is needed', async () => {
    const reads = await siti_('patient/Observation.r')
    await reads
      .post('/fhir/Condition', { resourceType: 'Condition', subject: { reference: siti } })
      .expect(outcome('forbidden', 403, { says: /patient\/Condition\.c/ }))
  })
})
