/** What the planner makes of the searches of a record (storage.md 5): no scan, no test in JavaScript. */
import assert from 'node:assert/strict'
import type { Explanation } from '#storage/embedded/find.ts'
import { type Calls, indexesOf, memory } from './engine-calls.ts'

const patients = 40
const size = 6_000

function record(): Calls {
  const calls = memory()
  calls.call('createCollection', { textField: 'json' })
  calls.call(
    'createIndexes',
    indexesOf(
      { t: 1, tok: 1, lu: 1 },
      { t: 1, ref: 1, lu: 1 },
      { t: 1, str: 1 },
      { t: 1, 'dat.p': 1, 'dat.lo': 1, 'dat.hi': 1 },
      { t: 1, lu: 1 },
      { cmp: 1, t: 1, lu: 1 },
      { cmp: 1, t: 1, sd: 1 },
    ),
  )
  const documents = Array.from({ length: size }, (_, at) => {
    const day = String(at % 300).padStart(3, '0')
    return {
      _id: `Observation/${at}`,
      t: 'Observation',
      lu: String(at).padStart(6, '0'),
      json: `{"id":"${at}"}`,
      cmp: [`Patient/${at % patients}`],
      con: at % 6,
      sen: at % 7 === 0 ? ['HIV'] : [],
      tok: [`code¦${at % 20}`, 'status¦final', `rare¦${at % 900}`],
      ref: [`subject¦Patient/${at % patients}`],
      str: [`name¦n${at % 100}`],
      dat: [{ p: 'date', lo: day, hi: `${day}z` }],
      sd: day,
      s: { date: day },
    }
  })
  calls.call('insertMany', { documents })
  return calls
}

const t = 'Observation'
const newest = { sort: { lu: -1 }, limit: 21 }
const cases: [string, object, Partial<Explanation>][] = [
  [
    'the newest of a token are read in order and not one more',
    { filter: { t, tok: 'status¦final' }, ...newest },
    { driver: 't_1_tok_1_lu_1', opened: false, sorted: false, candidates: undefined },
  ],
  [
    'a page behind a stamp is a range on the same index',
    { filter: { t, tok: 'status¦final', lu: { $lt: '003000' } }, ...newest },
    { driver: 't_1_tok_1_lu_1', opened: false, sorted: false },
  ],
  [
    'the rarer of two tokens drives, the other is looked up by its full key',
    { filter: { $and: [{ t }, { tok: 'status¦final' }, { tok: 'code¦7' }] }, ...newest },
    {
      driver: 't_1_tok_1_lu_1',
      probes: ['t_1_tok_1_lu_1'],
      opened: false,
      sorted: false,
      candidates: 300,
    },
  ],
  [
    'the patient drives, the token is looked up, the ceiling is tested on the text',
    { filter: { t, tok: 'status¦final', cmp: 'Patient/1', con: { $lte: 3 } }, ...newest },
    {
      driver: 'cmp_1_t_1_lu_1',
      probes: ['t_1_tok_1_lu_1'],
      opened: true,
      sorted: false,
      candidates: 150,
    },
  ],
  [
    'one patient by clinical date takes the index made for it',
    { filter: { t, cmp: 'Patient/1', con: { $lte: 3 } }, sort: { sd: -1 }, limit: 20 },
    { driver: 'cmp_1_t_1_sd_1', sorted: false },
  ],
  [
    'a day is bounded by one element',
    { filter: { t, dat: { $elemMatch: { p: 'date', lo: { $lt: '012' }, hi: { $gte: '011' } } } } },
    { driver: 't_1_dat.p_1_dat.lo_1_dat.hi_1', opened: false },
  ],
  [
    'a prefix is a range',
    { filter: { t, str: { $regex: '^name¦n1' } }, limit: 20 },
    { driver: 't_1_str_1', opened: false },
  ],
  [
    'a few rows are sorted by any field',
    { filter: { t, tok: 'rare¦7' }, sort: { 's.date': 1, lu: -1 }, limit: 20 },
    { driver: 't_1_tok_1_lu_1', sorted: true, candidates: 7 },
  ],
  [
    'several patients and an audience are a union, each branch in order',
    {
      filter: {
        t,
        $or: [
          {
            cmp: { $in: ['Patient/1', 'Patient/2'] },
            con: { $lte: 3 },
            $nor: [{ sen: { $in: ['HIV'] } }],
          },
          { tok: 'rare¦5', con: { $lt: 5 } },
        ],
      },
      ...newest,
    },
    { driver: 'cmp_1_t_1_lu_1 | t_1_tok_1_lu_1', sorted: false },
  ],
  [
    'everything of a type needs no tokens',
    { filter: { t }, ...newest },
    { driver: 't_1_lu_1', sorted: false },
  ],
  [
    'one id is one look',
    { filter: { _id: 'Observation/5', con: 5 } },
    { driver: '_id_', candidates: undefined },
  ],
]

describe('storage/embedded/plan', () => {
  let calls: Calls
  before(() => {
    calls = record()
  })
  after(() => calls.engine.close())

  for (const [name, args, wanted] of cases) {
    it(name, () => {
      const found = calls.call<Explanation>('explain', args)
      const { residual, scan } = found
      assert.deepEqual({ residual, scan }, { residual: false, scan: false })
      const picked = Object.keys(wanted).map((key) => [key, found[key as keyof Explanation]])
      assert.deepEqual(Object.fromEntries(picked), wanted)
    })
  }

  it('the union answers what a scan answers', () => {
    const [, args] = cases.find(([name]) => name.includes('union')) ?? []
    const { filter } = args as { filter: { $or: object[] } }
    const found = calls.call<{ lu: string }[]>('find', args)
    const scanned = calls
      .call<{ lu: string; cmp: string[]; con: number; sen: string[]; tok: string[] }[]>('find', {
        filter: { t },
      })
      .filter(
        ({ cmp, con, sen, tok }) =>
          (['Patient/1', 'Patient/2'].includes(cmp[0] ?? '') && con <= 3 && sen.length === 0) ||
          (tok.includes('rare¦5') && con < 5),
      )
    assert.equal(calls.call('count', { filter }), scanned.length)
    const newestOf = scanned.toSorted((a, b) => (a.lu < b.lu ? 1 : -1)).slice(0, 21)
    assert.deepEqual(found, newestOf)
  })

  it('what no index finds is a scan, and says so', () => {
    const found = calls.call<Explanation>('explain', { filter: { con: 3 } })
    assert.equal(found.scan, true)
    assert.equal(found.driver, undefined)
  })

  it('a hint must name an index, and then drives', () => {
    const hinted = (hint: unknown) =>
      calls.call<Explanation>('explain', { filter: { t, tok: 'code¦7' }, hint }).driver
    assert.equal(hinted('t_1_lu_1'), 't_1_lu_1')
    assert.equal(hinted({ t: 1, lu: 1 }), 't_1_lu_1')
    assert.throws(() => hinted('absent'), { codeName: 'BadValue' })
  })

  it('the text alone is read without its document, and without _id when asked', () => {
    const args = { filter: { t, tok: 'rare¦7' }, sort: { lu: 1 }, limit: 1 }
    const read = (projection: object) => calls.call('find', { ...args, projection })
    assert.deepEqual(read({ json: 1 }), [{ _id: 'Observation/7', json: '{"id":"7"}' }])
    assert.deepEqual(read({ _id: 0, json: 1 }), [{ json: '{"id":"7"}' }])
    assert.deepEqual(read({ con: 1 }), [{ _id: 'Observation/7', con: 1 }])
  })
})
