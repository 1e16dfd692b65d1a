/**
 * The keystone: whoever asks, a search finds exactly what reading every resource one by one permits: hits, order, total
 * and every page (consent.md 6, laws 11 and 16), and what is masked is not searched for (L25).
 */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { parseJson } from '#fhir/json.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { extract } from '#fhir/search/extract.ts'
import { matches } from '#fhir/search/matches.ts'
import type { SearchRequest } from '#fhir/search/request.ts'
import { ownPartParameters } from '#policy/own-part.ts'
import type { Principal } from '#policy/principal.ts'
import { stubParameters } from '#policy/stub.ts'
import { directoryTypes } from '#policy/type-groups.ts'
import type { Access, Version } from '#record/record.ts'
import { orderOf } from '#storage/search/order.ts'
import { comparePositions, positionOf } from '#storage/search/position.ts'
import type { ResourceRow } from '#storage/storage.ts'
import { now } from '#tests/policy/arbitraries.ts'
import { base, openHearth, type TestHearth, timeZone } from './support/hearth.ts'
import { parsed, randomQuery } from './support/random-queries.ts'
import { numbered, type World, world } from './support/random-world.ts'
import { townRegistry } from './support/town-registry.ts'

const worlds = 1000
const mayBePart = new Set(['Patient', 'Consent'])

/** A readable resource as its reader sees it, with what a search over that view would look at. */
interface Seen {
  readonly version: Version
  readonly searched: Parameters<typeof matches>[1]
  readonly row: ResourceRow
  /** a stub, or the own part of a Consent */
  readonly isPart: boolean
}

describe('search equals the filter of reads', () => {
  const seed = randomInt(2 ** 31)
  let hearth: TestHearth
  let registry: ResourceRow[]
  before('open a store with a registry', async () => {
    hearth = await openHearth({ now, witness: false })
    registry = await hearth.put(townRegistry)
  })
  after('close it', () => hearth.close())

  it(`search_equals_the_filter_of_reads, over ${worlds} random worlds (seed ${seed})`, async function () {
    this.timeout(600_000)
    this.slow(120_000)
    let number = 0
    let gone: ResourceRow[] = []
    let hits = 0
    let hidden = 0
    await fc.assert(
      fc.asyncProperty(world, async (random) => {
        number++
        const here = numbered(random, number)
        const rows = await hearth.put(here.rows, gone)
        gone = rows
        for (const [at, principal] of here.callers.entries()) {
          const access = await hearth.open(principal)
          // The registry is the same in every world: it is looked through in some.
          const there = number % 20 === 0 ? [...registry, ...rows] : rows
          const types = [...new Set(there.map((row) => row.t))]
          const all = [...registry.filter((row) => types.includes(row.t)), ...rows]
          const seen = await readAll(hearth, principal, access, all)
          hits += seen.length
          hidden += all.length - seen.length
          for (const type of types)
            await check(principal, access, parsed(type, [['_count', '3']]), seen)
          for (const turn of [0, 1, 2, 3, 4]) {
            const picks = here.picks.slice(turn + at * 2)
            const type = types[(picks.at(-1) ?? 0) % types.length] ?? 'Observation'
            const ids = rows.filter((row) => row.t === type).map((row) => row._id.split('/')[1])
            const query = randomQuery(type, picks, number, ids as string[])
            await check(principal, access, query, seen)
          }
        }
      }),
      { numRuns: worlds, seed, endOnFailure: true, reporter: tell },
    )
    // worlds in which nothing or everything is open would prove nothing
    assert.ok(hits > hidden / 20 && hidden > hits / 20, `${hits} read, ${hidden} hidden`)
  })
})

/** A world is long to print: its number and the seed make it again. */
function tell(run: fc.RunDetails<[World]>): void {
  if (run.failed)
    throw new Error(`world ${run.numRuns} of seed ${run.seed}`, { cause: run.errorInstance })
}

async function readAll(
  hearth: TestHearth,
  principal: Principal,
  access: Access,
  rows: readonly ResourceRow[],
): Promise<Seen[]> {
  const seen: Seen[] = []
  for (const row of rows) {
    const version = await readOne(access, row)
    if (version === undefined) continue
    const view = withoutMark(parseJson(version.json) as View)
    const searched = { ...extract(view, row.t, { base, timeZone }), id: version.id, lu: row.lu }
    const isPart = mayBePart.has(row.t) && (await hearth.seesPart(principal, row))
    seen.push({ version, searched, row, isPart })
  }
  return seen
}

interface View {
  readonly meta?: { readonly security?: readonly { readonly code?: string }[] }
}

/** That a view is redacted is said of the view: it is not an element that could be searched for. */
function withoutMark(view: View): object {
  const { security, ...meta } = view.meta ?? {}
  const left = security?.filter((label) => label.code !== 'REDACTED') ?? []
  return { ...view, meta: { ...meta, ...(left.length === 0 ? {} : { security: left }) } }
}

async function readOne(access: Access, row: ResourceRow): Promise<Version | undefined> {
  try {
    return await access.read(row.t, row._id.slice(row.t.length + 1))
  } catch (fault) {
    if (fault instanceof OutcomeError && (fault.status === 404 || fault.status === 403))
      return undefined
    throw fault
  }
}

async function check(
  principal: Principal,
  access: Access,
  request: SearchRequest,
  seen: readonly Seen[],
): Promise<void> {
  const found = await pagesOf(access, request)
  if (found === 'refused') {
    assert.ok(!seen.some(({ row }) => row.t === request.type), 'refused alike')
    return
  }
  const order = orderOf(request.sort)
  const expected = seen
    .filter((one) => one.row.t === request.type && isFound(principal, request, one))
    .filter(({ searched }) => request.clauses.every((clause) => matches(clause, searched)))
    .map((one) => ({
      json: one.version.json,
      position: positionOf({ ...one.searched, _id: one.row._id, lu: one.row.lu }, order),
    }))
    .sort((a, b) => comparePositions(a.position, b.position, order))
  const told = `${principal.who} ${request.type}?${request.applied.map((one) => one.join('='))}`
  assert.deepEqual(
    found.hits.map((one) => one.json),
    expected.map((one) => one.json),
    told,
  )
  assert.deepEqual(new Set(found.totals), new Set([expected.length]), `total of ${told}`)
}

/**
 * R22: what a bundle brought into the directory is found by its recorder alone, though others may read it. L25: what is
 * seen in part is found by what that part shows.
 */
function isFound(principal: Principal, request: SearchRequest, { row, isPart }: Seen): boolean {
  if (isPart) {
    const shown = row.t === 'Patient' ? stubParameters : ownPartParameters
    const asked = request.clauses.map((clause) => ('param' in clause ? clause.param : '_id'))
    return [...asked, ...request.sort.map((key) => key.param)].every((one) => shown.includes(one))
  }
  if (!directoryTypes.includes(row.t) || row.reg === true) return true
  const recorder = 'organization' in principal ? principal.organization : principal.who
  return row.rec.includes(recorder ?? '')
}

async function pagesOf(
  access: Access,
  request: SearchRequest,
): Promise<{ hits: Version[]; totals: (number | undefined)[] } | 'refused'> {
  const hits: Version[] = []
  const totals: (number | undefined)[] = []
  let after: readonly (string | number | null)[] | undefined
  do {
    try {
      const page = await access.search(request, after === undefined ? {} : { after })
      hits.push(...page.matches)
      totals.push(page.total)
      if (page.next !== undefined)
        assert.equal(page.matches.length, request.count, 'a page is full if another follows')
      after = page.next
    } catch (fault) {
      if (fault instanceof OutcomeError && fault.status === 403) return 'refused'
      throw fault
    }
  } while (after !== undefined)
  return { hits, totals }
}
