/** A record in memory without any law: what the door does with answers and errors is tested here, not who sees what. */
import { OutcomeError } from '#fhir/outcome.ts'
import type { SearchRequest } from '#fhir/search/request.ts'
import type { Principal } from '#policy/principal.ts'
import type { Access, Record as Hearth, HistoryEntry, Version, Written } from '#record/record.ts'

export interface FakeRecord extends Hearth {
  put(type: string, id: string, members?: string): Version
  /** what reached the record, in order */
  readonly asked: readonly { readonly act: string; readonly with: unknown; readonly who: string }[]
  readonly searches: readonly SearchRequest[]
  /** the next call fails with this */
  fail(fault: unknown): void
}

export function fakeRecord(): FakeRecord {
  const versions = new Map<string, HistoryEntry[]>()
  const asked: { act: string; with: unknown; who: string }[] = []
  const searches: SearchRequest[] = []
  let fault: unknown
  let made = 0

  const store = (type: string, id: string, act: 'create' | 'update', members: string): Version => {
    const older = versions.get(`${type}/${id}`) ?? []
    const vid = `v${older.length + 1}`
    const lastUpdated = new Date(Date.UTC(2024, 0, 1, 8, 0, older.length, 250)).toISOString()
    const json = `{"resourceType":"${type}","id":"${id}","meta":{"versionId":"${vid}"}${members}}`
    const version = { type, id, vid, lastUpdated, json }
    versions.set(`${type}/${id}`, [{ ...version, act }, ...older])
    return version
  }
  const current = (type: string, id: string): Version => {
    const newest = versions.get(`${type}/${id}`)?.[0]
    if (newest === undefined) throw OutcomeError.notFound()
    if (newest.json === undefined) throw OutcomeError.deleted()
    return { ...newest, json: newest.json }
  }
  const check = (version: Version, ifMatch: readonly string[] | undefined): void => {
    if (ifMatch !== undefined && !ifMatch.includes('*') && !ifMatch.includes(version.vid))
      throw OutcomeError.precondition('The resource has changed since.')
  }

  function access(principal: Principal): Access {
    const note = (act: string, what: unknown): void => {
      asked.push({ act, with: what, who: principal.who })
      if (fault === undefined) return
      const thrown = fault
      fault = undefined
      throw thrown
    }
    return {
      async read(type, id) {
        note('read', `${type}/${id}`)
        return current(type, id)
      },
      async vread(type, id, vid) {
        note('vread', `${type}/${id}/${vid}`)
        const found = versions.get(`${type}/${id}`)?.find((one) => one.vid === vid)
        if (found?.json === undefined) throw OutcomeError.notFound()
        return { ...found, json: found.json }
      },
      async search(request, page) {
        note('search', page)
        searches.push(request)
        const rows = [...versions.values()].flatMap(([one]) =>
          one?.json !== undefined && one.type === request.type ? [{ ...one, json: one.json }] : [],
        )
        const from = Number(page?.after?.[0] ?? 0)
        const until = from + request.count
        return {
          total: rows.length,
          matches: rows.slice(from, until),
          ...(until < rows.length ? { next: [until] } : {}),
        }
      },
      async history(type, id, input) {
        note('history', input)
        const all = versions.get(`${type}/${id}`)
        if (all === undefined) throw OutcomeError.notFound()
        const from = Number(input.after?.[0] ?? 0)
        const until = from + input.count
        return {
          total: all.length,
          entries: all.slice(from, until),
          ...(until < all.length ? { next: [until] } : {}),
        }
      },
      async create(type, body, options): Promise<Written> {
        note('create', { body, ...options })
        if (options?.ifNoneExist !== undefined)
          return { status: 200, version: current(type, 'found') }
        return { status: 201, version: store(type, `new-${++made}`, 'create', '') }
      },
      async update(type, id, body, options): Promise<Written> {
        note('update', { body, ...options })
        check(current(type, id), options?.ifMatch)
        return { status: 200, version: store(type, id, 'update', '') }
      },
      async delete(type, id, options): Promise<Written> {
        note('delete', options)
        const version = current(type, id)
        check(version, options?.ifMatch)
        const { json: _gone, ...rest } = version
        const older = versions.get(`${type}/${id}`) ?? []
        versions.set(`${type}/${id}`, [{ ...rest, vid: 'gone', act: 'delete' }, ...older])
        return { status: 204 }
      },
      async transact(body) {
        note('transact', body)
        const version = store('Patient', 'made', 'create', '')
        return {
          repeated: false,
          entries: [
            {
              status: 201,
              location: `Patient/made/_history/${version.vid}`,
              etag: `W/"${version.vid}"`,
              lastModified: version.lastUpdated,
            },
            { status: 200, json: version.json },
          ],
        }
      },
    }
  }

  return {
    asked,
    searches,
    put: (type, id, members = '') =>
      store(type, id, versions.has(`${type}/${id}`) ? 'update' : 'create', members),
    fail: (thrown) => {
      fault = thrown
    },
    open: async (principal) => access(principal),
  }
}
