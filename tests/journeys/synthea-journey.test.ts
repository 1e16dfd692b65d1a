/**
 * The main job on records that no one on this project wrote: one Consent opens a patient's laboratory results to one
 * doctor from his next request on, and closes them again; she reads who looked, act by act.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { AuditEvent, Bundle, Consent, Observation, Resource } from '@medplum/fhirtypes'
import type { Response } from 'supertest'
import { grant } from '#seed/consent.ts'
import { budi } from '#seed/people.ts'
import { registry } from '#seed/registry.ts'
import { type Asker, openApp, register, type TestApp } from '#tests/support/app.ts'
import { bundleOf, linkOf } from '#tests/support/expect.ts'
import {
  countsOf,
  directory,
  entriesOf,
  importAs,
  isSyntheaThere,
  large,
  medicated,
  withoutRequest,
} from '#tests/support/synthea.ts'

/** who, what, whether it was permitted, about which items */
type Told = readonly [string, string, 'permit' | 'deny', ...string[]]

describe('given a patient of Synthea whose clinic imported her records (skipped where the shared data are absent)', () => {
  let app: TestApp
  let clinic: Asker
  let his: Asker
  let hers: Asker
  let her: string
  let result: string
  let report: string
  let consent: Consent
  let stale: string
  let start: string
  /** what she must be told in the end, in the order in which it was done */
  const acts: Told[] = []
  /** beyond N: what only a text describes, and what is labelled */
  const sensitive: string[] = []

  before(async function () {
    if (!isSyntheaThere) return this.skip()
    this.timeout(60_000)
    app = await openApp()
    await register(
      app,
      (registry.entry ?? []).map((entry) => entry.resource as Resource),
    )
    const { admin } = app.context
    const { client_id } = await admin.addClient({
      name: 'Rimba Clinic records',
      organization: 'Rimba Clinic',
      scope: 'system/*.cruds',
      purpose: 'TREAT',
    })
    for (const files of [directory, [medicated, large]])
      assert.equal((await importAs(app, client_id, files)).code, 0)
    clinic = app.as(await admin.mintForClient({ client: client_id }))
    her = await patientOf(medicated)
    his = app.as(await admin.mintForPerson({ who: budi.ref }))
    hers = app.as(await admin.mintForPerson({ who: her }))
    await recordSensitive()
    result = await newest('Observation', 'laboratory')
    report = await newest('DiagnosticReport', 'LAB')
    start = new Date(app.clock.now).toISOString()
  })
  after(() => app?.close())

  async function patientOf(file: string): Promise<string> {
    const sent = entriesOf(file).find(({ resource }) => resource.resourceType === 'Patient')
    const [one] = sent?.resource.identifier ?? []
    const found = await clinic.get(`/fhir/Patient?identifier=${one?.system}|${one?.value}`)
    return `Patient/${bundleOf(found).entry?.[0]?.resource?.id}`
  }

  async function newest(type: string, category: string): Promise<string> {
    const search = `/fhir/${type}?patient=${her}&category=${category}&_sort=-date&_count=1`
    return `${type}/${bundleOf(await clinic.get(search)).entry?.[0]?.resource?.id}`
  }

  async function recordSensitive(): Promise<void> {
    const base = { resourceType: 'Observation', status: 'final', subject: { reference: her } }
    const depression = { coding: [{ system: 'http://loinc.org', code: '44249-1' }] }
    const psychiatry = {
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code: 'PSY',
    }
    for (const one of [
      { ...base, code: { text: 'as told at the door' } },
      { ...base, code: depression, meta: { security: [psychiatry] } },
    ]) {
      const made = await clinic.post('/fhir/Observation', one).expect(201)
      sensitive.push(`Observation/${(made.body as Observation).id}`)
    }
  }

  const observations = () => `/fhir/Observation?patient=${her}&_count=20`

  /** Searches page by page; she is told of each page what it showed. */
  async function searched(asker: Asker, who: string, search: string): Promise<string[]> {
    const pages = await pagesOf(asker, search)
    for (const page of pages) acts.push([who, 'search-type', 'permit', ...page])
    return pages.flat()
  }

  async function refused(path: string, told: Told | undefined): Promise<string> {
    const answer = await his.get(`/fhir/${path}`).expect(404)
    if (told !== undefined) acts.push(told)
    return withoutRequest(answer)
  }

  const deniedHim = (ref: string): Told => [budi.ref, 'read', 'deny', ref]

  it('she has results and reports, and two results that are sensitive', async () => {
    const counts = countsOf([medicated])
    const own = await searched(hers, her, observations())
    assert.equal(own.length, (counts.get('Observation') ?? 0) + sensitive.length)
    for (const ref of [result, ...sensitive]) assert.ok(own.includes(ref))
    const reports = await searched(hers, her, `/fhir/DiagnosticReport?patient=${her}`)
    assert.equal(reports.length, counts.get('DiagnosticReport'))
    assert.ok(reports.includes(report))
  })

  it('a doctor of another organisation is told that nothing is there', async () => {
    await refused(result, deniedHim(result))
    assert.deepEqual(await searched(his, budi.ref, observations()), [])
    // No patient is named, none is shown: nobody is told.
    assert.deepEqual(await pagesOf(his, '/fhir/Observation'), [[]])
  })

  describe('when she trusts him with her observations until a day', () => {
    before(async () => {
      const given = grant({
        patient: her,
        by: her,
        to: budi.ref,
        at: '2026-11-25',
        classes: ['Observation'],
        until: '2027-12-31',
      })
      const made = await hers.post('/fhir/Consent', given).expect(201)
      consent = made.body as Consent
      acts.push([her, 'create', 'permit', `Consent/${consent.id}`])
    })

    it('his next request on the same token is answered', async () => {
      const answer = await his.get(`/fhir/${result}`).expect(200)
      assert.equal(`Observation/${(answer.body as Observation).id}`, result)
      acts.push([budi.ref, 'read', 'permit', result])
    })

    it('his total and his pages are her own list up to what is sensitive', async () => {
      const own = await searched(hers, her, observations())
      const found = await searched(his, budi.ref, observations())
      assert.ok(found.length > 20, 'several pages')
      assert.deepEqual(
        found,
        own.filter((ref) => !sensitive.includes(ref)),
      )
      for (const ref of sensitive) await refused(ref, deniedHim(ref))
    })

    it('he finds them without naming her too, and nobody else’s', async () => {
      const unnamed = await searched(his, budi.ref, '/fhir/Observation?_count=50')
      const named = await searched(his, budi.ref, observations())
      assert.deepEqual([...unnamed].sort(), [...named].sort())
    })

    it('her reports stay absent', async () => {
      await refused(report, deniedHim(report))
      assert.deepEqual(await searched(his, budi.ref, `/fhir/DiagnosticReport?patient=${her}`), [])
    })

    describe('and ends it', () => {
      before(async () => {
        const first = await his.get(observations()).expect(200)
        acts.push([budi.ref, 'search-type', 'permit', ...refsOf(first)])
        stale = linkOf(first, 'next') ?? ''
        await hers
          .put(`/fhir/Consent/${consent.id}`, { ...consent, status: 'inactive' })
          .expect(200)
        acts.push([her, 'update', 'permit', `Consent/${consent.id}`])
      })

      it('his next request equals, byte for byte, the one for an id that never existed', async () => {
        const hidden = await refused(result, deniedHim(result))
        assert.equal(hidden, await refused(`Observation/${randomUUID()}`, undefined))
      })

      it('neither a search nor a page link from before shows anything', async () => {
        assert.deepEqual(await searched(his, budi.ref, observations()), [])
        assert.deepEqual(await searched(his, budi.ref, stale), [])
      })

      it('she reads each act in her access history, the newest first', async () => {
        const told: Told[] = []
        const search = `/fhir/AuditEvent?patient=${her}&date=ge${start}&_count=5`
        let total: number | undefined
        for (let at: string | undefined = search; at !== undefined; ) {
          const page: Response = await hers.get(at).expect(200)
          total ??= bundleOf(page).total
          for (const { resource } of (page.body as Bundle<AuditEvent>).entry ?? [])
            if (resource !== undefined) told.push(actOf(resource))
          at = linkOf(page, 'next')
        }
        assert.deepEqual(told, acts.toReversed())
        assert.equal(total, acts.length)
      })

      it('and, before all of it, her clinic’s import', async () => {
        const day = start.slice(0, 10)
        const search = `/fhir/AuditEvent?patient=${her}&date=ge${day}&date=lt${start}&_count=100`
        const events = ((await hers.get(search)).body as Bundle<AuditEvent>).entry ?? []
        const [who, act, outcome, ...items] = actOf(events.at(-1)?.resource as AuditEvent)
        assert.deepEqual([act, outcome], ['transaction', 'permit'])
        assert.match(who, /^Device\//)
        assert.equal(items.length, entriesOf(medicated).length)
        assert.ok(items.includes(result) && items.includes(report))
      })
    })
  })
})

function refsOf(page: { readonly body: unknown }): string[] {
  const { entry = [] } = page.body as Bundle
  return entry.flatMap(({ resource }) =>
    resource === undefined ? [] : [`${resource.resourceType}/${resource.id}`],
  )
}

/** Every page of a search, each with the same total. */
async function pagesOf(asker: Asker, search: string): Promise<string[][]> {
  const pages: string[][] = []
  let total: number | undefined
  for (let at: string | undefined = search; at !== undefined; ) {
    const page: Response = await asker.get(at).expect(200)
    total ??= bundleOf(page).total
    assert.equal(bundleOf(page).total, total)
    pages.push(refsOf(page))
    at = linkOf(page, 'next')
  }
  assert.equal(pages.flat().length, total)
  return pages
}

function actOf(event: AuditEvent): Told {
  const who = event.agent.find((agent) => agent.requestor === true)?.who?.reference
  const items = (event.entity ?? []).flatMap(({ what, role }) =>
    role?.code === '4' ? [(what?.reference ?? '').replace(/\/_history\/.*$/, '')] : [],
  )
  const outcome = event.outcome === '0' ? 'permit' : 'deny'
  return [who ?? '', event.subtype?.[0]?.code ?? '', outcome, ...items]
}
