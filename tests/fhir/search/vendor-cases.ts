/** The 408 search cases of another server, with R4's answers: `../shared/data/README.md` says where they come from. */
import { existsSync, readFileSync } from 'node:fs'

export interface VendorCase {
  readonly number: number
  readonly group: string
  readonly type: string
  readonly params: readonly (readonly [string, string])[]
  readonly expect: readonly number[] | undefined
  readonly status: number | undefined
}

export interface VendorGroup {
  readonly name: string
  readonly fixtures: readonly { readonly resourceType: string }[]
  readonly cases: readonly VendorCase[]
}

interface RawCase {
  q: string
  param?: string
  value?: string
  expect?: number[]
  expect_r4?: number[]
  status?: number
}

const file = '../shared/data/search-cases/ms-e2e-search.json'

export function readVendorCases(): readonly VendorGroup[] | undefined {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8').replaceAll('{{tag}}', 'fresh-tag')
  const { groups } = JSON.parse(text) as {
    groups: { name: string; fixtures: { resourceType: string }[]; cases: RawCase[] }[]
  }
  let number = 0
  return groups.map(({ name, fixtures, cases }) => ({
    name,
    fixtures,
    cases: cases.map((raw) => caseOf(raw, name, number++)),
  }))
}

/** Values are written unencoded in the file, so the query is cut at its first equal signs. */
function caseOf(raw: RawCase, group: string, number: number): VendorCase {
  const [type = '', query = ''] = raw.q.split(/\?(.*)/s)
  const params = query.split('&').map((pair): readonly [string, string] => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
  if (raw.param !== undefined) params.push([raw.param, raw.value ?? ''])
  return {
    number,
    group,
    type,
    params,
    expect: raw.expect_r4 ?? raw.expect,
    status: raw.status,
  }
}
