/**
 * Records that no one on this project wrote go in: counted, read back token for token, never twice, and each clinic's
 * its own. https://github.com/synthetichealth/synthea
 */
import assert from 'node:assert/strict'
import { openApp, type TestApp } from '#tests/support/app.ts'
import {
  countsOf,
  directory,
  each,
  entriesOf,
  exactJson,
  get,
  type Imported,
  imaged,
  implanted,
  importAs,
  isSyntheaThere,
  large,
  medicated,
  type SentEntry,
  small,
  totalOf,
  totalsOf,
  withoutRequest,
} from '#tests/support/synthea.ts'

const patients = [small, large, medicated, implanted, imaged]
const files = [...directory, ...patients]
const tutongs = [...directory, small, large]

/** Beside what the files hold, a search finds the registry's Organizations; no Device of the registry. */
function expected(of: readonly string[], organizations: number): Record<string, number> {
  const counts = countsOf(of)
  counts.set('Organization', (counts.get('Organization') ?? 0) + organizations)
  return Object.fromEntries(counts)
}

describe('given a clinic that imports patients of Synthea (skipped where the shared data are absent)', () => {
  const types = isSyntheaThere ? [...countsOf(files).keys()] : []
  let app: TestApp
  let client: string
  let token: string
  let first: Imported

  before(async function () {
    if (!isSyntheaThere) return this.skip()
    this.timeout(120_000)
    app = await openApp()
    client = await register('Rimba Clinic')
    const inDirectory = await importAs(app, client, directory)
    const inRecords = await importAs(app, client, patients)
    assert.deepEqual([inDirectory.code, inDirectory.err], [0, ''])
    first = { ...inRecords, became: new Map([...inDirectory.became, ...inRecords.became]) }
    token = await app.context.admin.mintForClient({ client })
  })
  after(() => app?.close())

  async function register(organization: string): Promise<string> {
    const { client_id } = await app.context.admin.addClient({
      name: `${organization} records`,
      organization,
      scope: 'system/*.cruds',
      purpose: 'TREAT',
    })
    return client_id
  }

  it('every entry comes in', () => {
    assert.deepEqual([first.code, first.err], [0, ''])
    const entries = patients.flatMap(entriesOf).length
    assert.match(first.out.replaceAll(',', ''), new RegExp(`^${entries} entries imported`))
    assert.match(first.out, / 0 already imported, 0 refusals\n$/)
  })

  it('it counts of every type what the files hold, and its own Organization', async () => {
    assert.deepEqual(await totalsOf(app, token, types), expected(files, 1))
  })

  it('each patient has what her file holds, and no other', async function () {
    this.timeout(60_000)
    for (const file of patients) {
      const her = entriesOf(file).find(({ resource }) => resource.resourceType === 'Patient')
      const counts = countsOf([file])
      for (const type of ['Observation', 'Encounter', 'DiagnosticReport', 'Claim'])
        assert.equal(
          await totalOf(app, token, `${type}?patient=${first.became.get(her?.fullUrl ?? '')}`),
          counts.get(type),
        )
    }
  })

  it('everything reads back token for token', async function () {
    this.timeout(120_000)
    let decimals = 0
    await each(files.flatMap(entriesOf), async (sent) => {
      const { status, text } = await get(app, token, first.became.get(sent.fullUrl) ?? 'lost')
      assert.equal(status, 200, `${sent.fullUrl}: ${text}`)
      assert.equal(...asReceived(text, sent, first.became))
      if (/:-?\d+\.\d*0[,}]/.test(text)) decimals++
    })
    assert.ok(decimals > 0, 'some number ends in a zero that a parse would drop')
  })

  describe('and imports them again', () => {
    it('nothing is added, and it is said so', async function () {
      this.timeout(60_000)
      const earlier = await totalsOf(app, token, types)
      const second = await importAs(app, client, files)
      assert.equal(second.code, 0)
      assert.match(second.out, /^0 entries imported .* 7 already imported, 0 refusals\n$/)
      assert.equal(second.err.match(/^\S+\.json\.gz: already imported$/gm)?.length, files.length)
      assert.deepEqual(await totalsOf(app, token, types), earlier)
    })
  })

  describe('beside another clinic that has two of its patients, and their files', () => {
    let other: Imported
    let tutong: string
    let earlier: Record<string, number>
    const shared = () => [small, large].flatMap(entriesOf)
    const both = () =>
      [
        [token, first],
        [tutong, other],
      ] as const
    const never = (ref: string) => `${ref.slice(0, ref.indexOf('/'))}/never-was`

    before(async function () {
      this.timeout(120_000)
      const hospital = await register('Tutong Hospital')
      tutong = await app.context.admin.mintForClient({ client: hospital })
      earlier = await totalsOf(app, token, types)
      other = await importAs(app, hospital, tutongs)
    })

    it('the other’s comes in whole, as if it were the first', async () => {
      assert.deepEqual([other.code, other.err], [0, ''])
      const nothing = Object.fromEntries(types.map((type) => [type, 0]))
      const own = { ...nothing, ...expected(tutongs, 2) }
      assert.deepEqual(await totalsOf(app, tutong, types), own)
    })

    it('the first’s totals stay', async () => {
      assert.deepEqual(await totalsOf(app, token, types), earlier)
    })

    it('of patients, doctors and hospitals by their numbers each finds its own', async () => {
      const named = tutongs
        .flatMap((file) => entriesOf(file).slice(0, 2))
        .filter(({ resource }) => resource.resourceType !== 'PractitionerRole')
      for (const { fullUrl, resource } of named) {
        const [one] = resource.identifier ?? []
        const number = encodeURIComponent(`${one?.system}|${one?.value}`)
        for (const [whose, imported] of both()) {
          const { text } = await get(app, whose, `${resource.resourceType}?identifier=${number}`)
          const found = JSON.parse(text) as { total: number; entry: SentEntry[] }
          const refs = found.entry.map((entry) => `${resource.resourceType}/${entry.resource.id}`)
          assert.deepEqual([found.total, refs], [1, [imported.became.get(fullUrl)]])
        }
      }
    })

    it('each reads its own, rewritten to its own, and the other’s is as if it never was', async function () {
      this.timeout(60_000)
      await each(shared(), async (sent) => {
        const ours = first.became.get(sent.fullUrl) ?? 'lost'
        const theirs = other.became.get(sent.fullUrl) ?? 'lost'
        assert.notEqual(ours, theirs)
        const read = await get(app, tutong, theirs)
        assert.equal(...asReceived(read.text, sent, other.became))
        for (const [whose, ref] of [
          [token, theirs],
          [tutong, ours],
        ] as const) {
          const hidden = await get(app, whose, ref)
          assert.equal(hidden.status, 404)
          assert.equal(withoutRequest(hidden), withoutRequest(await get(app, whose, never(ref))))
        }
      })
    })

    it('what only the first has, the other neither reads nor finds', async () => {
      const device = entriesOf(implanted).find((one) => one.resource.resourceType === 'Device')
      const ref = first.became.get(device?.fullUrl ?? '') ?? 'lost'
      assert.equal((await get(app, token, ref)).status, 200)
      assert.equal((await get(app, tutong, ref)).status, 404)
      assert.equal(await totalOf(app, tutong, `Device?_id=${ref.slice('Device/'.length)}`), 0)
    })
  })

  describe('and sends some of them anew', () => {
    it('what ifNoneExist names is not doubled, all else is', async function () {
      this.timeout(60_000)
      const earlier = await totalsOf(app, token, types)
      const sent = [...directory, small]
      const again = await importAs(app, client, sent, '--again')
      assert.deepEqual([again.code, again.err], [0, ''])
      const added = countsOf(sent)
      for (const type of ['Organization', 'Location', 'Practitioner']) added.delete(type)
      const sum = types.map((type) => [type, (earlier[type] ?? 0) + (added.get(type) ?? 0)])
      assert.deepEqual(await totalsOf(app, token, types), Object.fromEntries(sum))
    })
  })
})

/** The text received and the text sent, both without what the server sets; references as they became. */
function asReceived(
  text: string,
  sent: SentEntry,
  became: ReadonlyMap<string, string>,
): [string, string] {
  const rewritten = JSON.stringify(plain(sent.resource), (name, held: unknown) => {
    if (name !== 'reference' || typeof held !== 'string') return held
    const ref = became.get(held)
    assert.ok(ref !== undefined || held.startsWith('#'), `nobody knows what ${held} became`)
    return ref ?? held
  })
  return [JSON.stringify(plain(exactJson(text) as SentEntry['resource'])), rewritten]
}

function plain({ id: _id, meta, ...rest }: SentEntry['resource']): object {
  const { versionId: _vid, lastUpdated: _at, ...kept } = (meta ?? {}) as Record<string, unknown>
  return { meta: kept, ...rest }
}
