/** Import: whole or not at all, named refusals, nothing twice (issue 3, item 9). */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { OutcomeError } from '#fhir/outcome.ts'
import type { TransactionAnswer } from '#record/record.ts'
import { labPrincipal, runWith } from './fake.ts'

interface Entry {
  readonly resource: { readonly resourceType: string; readonly id?: string }
}

const entry = (id: string, type = 'Patient') => ({
  resource: { resourceType: type, id },
  request: { method: 'POST', url: type },
})
const bundle = (type: string, ...ids: string[]) =>
  JSON.stringify({ resourceType: 'Bundle', type, entry: ids.map((id) => entry(id)) })

/** A store that keeps claims and refuses every transaction with an id that begins with `bad`. */
function store() {
  const claims = new Set<string>()
  const held: string[] = []
  const bodies: string[] = []
  const transact = async (
    body: string,
    options: { claim?: string },
  ): Promise<TransactionAnswer> => {
    await new Promise((resolve) => setImmediate(resolve))
    bodies.push(body)
    const { entry: entries } = JSON.parse(body) as { entry: Entry[] }
    const ids = entries.map((one) => one.resource.id ?? '?')
    const bad = ids.findIndex((id) => id.startsWith('bad'))
    if (bad >= 0) throw OutcomeError.invalid('The id is bad.', `Bundle.entry[${bad}].resource.id`)
    const missing = ids.findIndex((id) => id.startsWith('after-') && !held.includes(id.slice(6)))
    if (missing >= 0)
      throw OutcomeError.invalid('Something is missing.', `Bundle.entry[${missing}]`)
    if (options.claim !== undefined && claims.has(options.claim))
      return { repeated: true, entries: [] }
    if (options.claim !== undefined) claims.add(options.claim)
    held.push(...ids)
    return { repeated: false, entries: ids.map(() => ({ status: 201 })) }
  }
  return { transact, held, bodies }
}

describe('cli/import-files', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'amanah-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }

  it('sends a transaction word for word, plain and packed', async () => {
    const { transact, held, bodies } = store()
    const text =
      '{"resourceType":"Bundle", "type":"transaction","entry":[{"resource":{"resourceType":"Patient","id":"a","x":1.00}}]}'
    const files = [
      await file('a.json', text),
      await file('b.json.gz', gzipSync(bundle('transaction', 'b', 'c'))),
    ]
    const { code, out, err } = await runWith(['import', ...files, '--client', 'lab'], { transact })
    assert.equal(code, 0)
    assert.ok(bodies.includes(text))
    assert.deepEqual(new Set(held), new Set(['a', 'b', 'c']))
    assert.match(out, /^3 entries imported from 2 files in .*, 0 already imported, 0 refusals\n$/)
    assert.equal(err, '')
  })

  it('skips what was imported before and says so, unless --again', async () => {
    const { transact, held } = store()
    const path = await file('a.json', bundle('transaction', 'a'))
    await runWith(['import', path, '--client', 'lab'], { transact })
    const second = await runWith(['import', path, '--client', 'lab'], { transact })
    assert.deepEqual([second.code, second.err], [0, 'a.json: already imported\n'])
    assert.match(second.out, /^0 entries .* 1 already imported/)
    const third = await runWith(['import', path, '--client', 'lab', '--again'], { transact })
    assert.equal(third.code, 0)
    assert.deepEqual(held, ['a', 'a'])
  })

  it('names what is refused by file, entry and reason, and goes on', async () => {
    const { transact, held } = store()
    const files = [
      await file('1.json', bundle('transaction', 'a', 'bad')),
      await file('2.json', '{"resourceType":"Bundle","type":"transaction"'),
      await file('3.json', bundle('searchset', 'x')),
      await file('4.json', new Uint8Array([0x7b, 0xff])),
      await file('5.json.gz', new Uint8Array([0x1f, 0x8b, 1, 2])),
      join(folder, 'none.json'),
      await file('6.json', bundle('transaction', 'b')),
    ]
    const { code, err, out } = await runWith(['import', ...files, '--client', 'lab'], { transact })
    assert.equal(code, 1)
    assert.deepEqual(held, ['b'])
    assert.match(err, /^1\.json: refused: Bundle\.entry\[1\]\.resource\.id: The id is bad\.$/m)
    assert.match(err, /^2\.json: refused: .*not acceptable JSON.*line 1, column 46/m)
    assert.match(err, /^3\.json: refused: Only a Bundle of type transaction or batch/m)
    assert.match(err, /^4\.json: refused: .*UTF-8/m)
    assert.match(err, /^5\.json\.gz: refused: The file cannot be read/m)
    assert.match(err, /^none\.json: refused: The file cannot be read \(ENOENT\)/m)
    assert.match(out, /6 refusals/)
  })

  it('brings in each entry of a batch for itself when the whole is refused', async () => {
    const { transact, held } = store()
    const path = await file('b.json', bundle('batch', 'a', 'bad', 'c'))
    const first = await runWith(['import', path, '--client', 'lab'], { transact })
    assert.equal(first.code, 1)
    assert.equal(first.err, 'b.json: refused: Bundle.entry[1].resource.id: The id is bad.\n')
    await runWith(['import', path, '--client', 'lab'], { transact })
    assert.deepEqual(held, ['a', 'c'])
  })

  it('takes an ndjson line by line', async () => {
    const { transact, held } = store()
    const lines = ['a', 'bad', 'c'].map((id) => JSON.stringify({ resourceType: 'Patient', id }))
    const text = `${lines[0]}\r\n\n${lines[1]}\nno json\n${lines[2]}`
    for (const path of [await file('p.ndjson', text), await file('q.ndjson.gz', gzipSync(text))]) {
      const { code, err } = await runWith(['import', path, '--client', 'lab'], { transact })
      assert.equal(code, 1)
      assert.match(err, /^[pq]\.ndjson(\.gz)? line 3: refused: .*The id is bad\.$/m)
      assert.match(err, /line 4: refused: .*not acceptable JSON/)
    }
    assert.deepEqual(held, ['a', 'c'])
  })

  it('tells of an ndjson that breaks off and of one that is not there', async () => {
    const { transact, held } = store()
    const packed = gzipSync('{"resourceType":"Patient","id":"a"}\n'.repeat(2000))
    const broken = await file('p.ndjson.gz', packed.subarray(0, packed.length - 12))
    const { code, err } = await runWith(
      ['import', broken, join(folder, 'n.ndjson'), '--client', 'lab'],
      { transact },
    )
    assert.equal(code, 1)
    assert.match(err, /p\.ndjson\.gz after line \d+: refused/)
    assert.match(err, /n\.ndjson after line 0: refused: The file cannot be read \(ENOENT\)/)
    assert.ok(held.length <= 1)
  })

  it('lets a file refer to the one before it, although two are under way at once', async () => {
    const { transact, held } = store()
    const files = [
      await file('1.json', bundle('transaction', 'a')),
      await file('2.json', bundle('transaction', 'after-a')),
    ]
    const slow = async (body: string, options: { claim?: string }) => {
      if (body.includes('"a"'))
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      return await transact(body, options)
    }
    const { code } = await runWith(['import', ...files, '--client', 'lab'], { transact: slow })
    assert.equal(code, 0)
    assert.deepEqual(held, ['a', 'after-a'])
  })

  it('acts as the client that was named, and refuses one that is not there', async () => {
    const path = await file('a.json', bundle('transaction', 'a'))
    const asked: string[] = []
    const { transact } = store()
    const client = async (id: string) => {
      asked.push(id)
      return labPrincipal
    }
    await runWith(['import', path, '--client', 'lab'], { transact, client })
    assert.deepEqual(asked, ['lab'])
    const none = () => Promise.reject(OutcomeError.notFound())
    assert.equal(
      (await runWith(['import', path, '--client', 'x'], { transact, client: none })).code,
      1,
    )
  })
})
