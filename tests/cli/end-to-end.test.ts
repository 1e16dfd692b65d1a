/** The commands as a user runs them: processes beside a running server, on one directory (issue 3, item 9). */
import assert from 'node:assert/strict'
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Bundle } from '@medplum/fhirtypes'
import { commands } from '#cli/commands.ts'
import { registry } from '#seed/registry.ts'
import { openPlace, type Place } from '#tests/support/place.ts'

interface Added {
  readonly client_id: string
  readonly organization: string
  readonly id_prefix: string | null
}

const system = 'https://rimba.example/patient-number'
const bundle = (...entry: readonly object[]) =>
  JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry })
const patient = (value: string, more: object = {}) => ({
  resource: { resourceType: 'Patient', identifier: [{ system, value }], ...more },
  request: { method: 'POST', url: 'Patient' },
})
const weight = (value: string) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'weight' },
  subject: { reference: `Patient?identifier=${system}|${value}` },
})

describe('given a clinic that runs the server and the command line beside it', function () {
  this.timeout(60_000)
  let place: Place
  let first: Added
  before(async () => {
    place = await openPlace({ NO_COLOR: '1' })
    await mkdir(place.data, { mode: 0o755 })
    await chmod(place.data, 0o755)
    await place.start()
    first = await added('EHR', 'Rimba Clinic')
  })
  after(() => place.close())

  const add = (name: string, organization: string, ...more: string[]) =>
    place.amanah(
      ...['client', 'add', '--name', name, '--organization', organization],
      ...['--scope', 'system/*.cruds', ...more],
    )
  async function added(...asked: Parameters<typeof add>): Promise<Added> {
    const { code, stdout, stderr } = await add(...asked)
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^\{[^\n]*\}\n$/, 'one JSON object and nothing else')
    return JSON.parse(stdout) as Added
  }
  async function file(name: string, content: string | Buffer): Promise<string> {
    const path = join(place.directory, name)
    await writeFile(path, content)
    return path
  }
  async function total(token: string, query: string): Promise<number | undefined> {
    const { text } = await place.ask(token, 'GET', query)
    return (JSON.parse(text) as Bundle).total
  }

  it('a data directory that others could read is closed to them', async () => {
    assert.equal((await stat(place.data)).mode & 0o777, 0o700)
  })

  describe('client add', () => {
    it('tells the client, its organisation and its prefix', () => {
      assert.deepEqual(Object.keys(first), ['client_id', 'organization', 'id_prefix'])
      assert.match(first.organization, /^Organization\/[A-Za-z0-9\-.]+$/)
      assert.equal(first.id_prefix, null)
    })

    it('a second client of that organisation reads what the first recorded; another’s does not', async () => {
      const token = await place.told('token', '--client', first.client_id)
      const created = await place.ask(token, 'POST', 'Patient', patient('1').resource)
      assert.equal(created.status, 201, created.text)
      const { id } = JSON.parse(created.text) as { id: string }
      const [second, other] = await Promise.all([
        added('Lab', 'Rimba Clinic'),
        added('Ward', 'Tutong Hospital'),
      ])
      assert.equal(second.organization, first.organization)
      assert.notEqual(second.client_id, first.client_id)
      assert.notEqual(other.organization, first.organization)
      const read = async ({ client_id }: Added) => {
        const asked = await place.told('token', '--client', client_id)
        return (await place.ask(asked, 'GET', `Patient/${id}`)).status
      }
      assert.deepEqual(await Promise.all([read(second), read(other)]), [200, 404])
    })

    it('no prefix begins another’s, and the empty one stands alone', async () => {
      assert.equal((await added('A', 'A', '--may-assign-ids', 'tutong-')).id_prefix, 'tutong-')
      const made = await added('B', 'B', '--may-assign-ids')
      assert.match(made.id_prefix ?? '', /^[A-Za-z0-9\-.]+$/)
      const taken = ['tutong-', 'tutong-lab-', 'tut', '']
      const answers = taken.map((prefix) => add('C', 'C', '--may-assign-ids', prefix))
      for (const { code, stdout, stderr } of await Promise.all(answers)) {
        assert.deepEqual([code, stdout], [1, ''])
        assert.match(stderr, /prefix/)
      }
      const token = await place.told('token', '--client', made.client_id)
      const put = (id: string) =>
        place.ask(token, 'PUT', `Patient/${id}`, { resourceType: 'Patient', id })
      assert.equal((await put(`${made.id_prefix}1`)).status, 201)
      assert.equal((await put('tutong-1')).status, 404)
    })

    it('what it cannot take is refused with a sentence', async () => {
      const wrong = [
        ['--scope', 'patient/*.rs'],
        ['--scope', 'everything'],
        ['--purpose', 'fun'],
        ['--purpose', 'BTG'],
        ['--jwks', join(place.directory, 'none.json')],
      ]
      const answers = await Promise.all(wrong.map((more) => add('C', 'C', ...more)))
      for (const [at, { code, stdout, stderr }] of answers.entries()) {
        assert.ok(code === 1 || code === 2, wrong[at]?.join(' '))
        assert.equal(stdout, '')
        assert.doesNotMatch(stderr, /^\s+at /m, 'a sentence, no stack')
      }
    })
  })

  describe('registry add and token --as', () => {
    it('people of the registry are there for the running server at once', async () => {
      const ran = await place.amanah(
        'registry',
        'add',
        await file('r.json', JSON.stringify(registry)),
      )
      assert.equal(ran.code, 0, ran.stderr)
      assert.equal(ran.stdout.trim().split('\n').length, registry.entry?.length)
      assert.match(ran.stdout, /^created Organization\/rimba-clinic$/m)
      const { code, stdout, stderr } = await place.amanah('token', '--as', 'Practitioner/lim')
      assert.deepEqual([code, stderr], [0, ''])
      assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /^[\w-]+\.[\w-]+\.[\w-]+$/)
      assert.equal((await place.ask(stdout.trim(), 'GET', 'Practitioner/lim')).status, 200)
    })

    it('the same file again changes nothing; a record in it is refused', async () => {
      const again = await place.amanah('registry', 'add', join(place.directory, 'r.json'))
      assert.equal(again.code, 0, again.stderr)
      assert.doesNotMatch(again.stdout, /^created/m)
      const path = await file('bad.json', bundle(patient('x')))
      const { code, stderr } = await place.amanah('registry', 'add', path)
      assert.equal(code, 1)
      assert.match(stderr, /Bundle\.entry\[0\]\.resource/)
    })

    it('a token lives as long, and may as much, as was asked', async () => {
      const narrow = await place.told(
        ...['token', '--client', first.client_id, '--scope', 'system/Patient.rs', '--minutes', '2'],
      )
      assert.equal((await place.ask(narrow, 'GET', 'Patient')).status, 200)
      assert.equal((await place.ask(narrow, 'GET', 'Observation')).status, 403)
      const payload = Buffer.from(narrow.split('.')[1] ?? '', 'base64url').toString()
      const { iat, exp } = JSON.parse(payload) as { iat: number; exp: number }
      assert.equal(exp - iat, 120)
    })

    it('nobody is made up', async () => {
      const asked = [
        ['--as', 'Patient/nobody'],
        ['--as', 'Practitioner/nobody'],
        ['--client', 'nobody'],
      ]
      const answers = asked.map((argv) => place.amanah('token', ...argv))
      for (const { code, stdout, stderr } of await Promise.all(answers)) {
        assert.deepEqual([code, stdout], [1, ''])
        assert.match(stderr, /^Refused: /)
      }
    })
  })

  describe('import', () => {
    let files: string[]
    let token: string
    const patients = `Patient?_summary=count&identifier=${system}|`
    before(async () => {
      token = await place.told('token', '--client', first.client_id)
      const lines = ['a', 'b'].map((value) => JSON.stringify(patient(value).resource))
      files = [
        await file(
          'one.json',
          bundle(patient('json'), {
            resource: weight('json'),
            request: { method: 'POST', url: 'Observation' },
          }),
        ),
        await file('refused.json', bundle(patient('lost'), patient('bad', { gender: 'f' }))),
        await file(
          'list.ndjson',
          `${lines[0]}\n\n{"resourceType":"Patient","shoe":1}\n${lines[1]}\n`,
        ),
        await file('packed.json.gz', gzipSync(bundle(patient('gz')))),
        join(place.directory, 'not-there.json'),
      ]
    })
    const run = (...more: string[]) =>
      place.amanah('import', ...files, '--client', first.client_id, ...more)

    it('what is right goes in, what is refused is named by file, entry and reason', async () => {
      const { code, stdout, stderr } = await run()
      assert.equal(code, 1)
      assert.match(stdout, /^5 entries imported from 5 files/)
      assert.match(stderr, /^refused\.json: refused: Bundle\.entry\[1\]\.resource\.gender: /m)
      assert.match(stderr, /^list\.ndjson line 3: refused: .*shoe/m)
      assert.match(stderr, /^not-there\.json: refused: .*ENOENT/m)
      for (const value of ['json', 'a', 'b', 'gz'])
        assert.equal(await total(token, patients + value), 1)
      for (const value of ['lost', 'bad']) assert.equal(await total(token, patients + value), 0)
    })

    it('a second run says what it skips, and adds nothing', async () => {
      files = files.filter((path) => /one|packed/.test(path))
      const { code, stdout, stderr } = await run()
      assert.equal(code, 0)
      assert.match(stdout, /^0 entries imported from 2 files.* 2 already imported/)
      assert.match(stderr, /^one\.json: already imported$/m)
      assert.equal(await total(token, `${patients}gz`), 1)
    })

    it('--again sends it anew', async () => {
      files = files.filter((path) => /packed/.test(path))
      const { code, stdout } = await run('--again')
      assert.equal(code, 0)
      assert.match(stdout, /^1 entries imported/)
      assert.equal(await total(token, `${patients}gz`), 2)
    })

    it('another organisation brings in the same file as its own', async () => {
      const other = await added('Kiosk', 'Kuala Belait Clinic')
      const { code, stdout } = await place.amanah('import', ...files, '--client', other.client_id)
      assert.equal(code, 0)
      assert.match(stdout, /^1 entries imported/)
    })
  })

  it('check finds no fault beside the running server', async () => {
    const { code, stdout } = await place.amanah('check')
    assert.deepEqual([code, stdout], [0, 'No fault found.\n'])
  })

  it('every command has help, and an unknown one is a mistake', async () => {
    const helps = commands.map(({ name }) => place.amanah(...name.split(' '), '--help'))
    for (const [at, { code, stdout, stderr }] of (await Promise.all(helps)).entries()) {
      assert.deepEqual([code, stderr], [0, ''])
      assert.match(stdout, new RegExp(`^Usage: npm run -s amanah -- ${commands[at]?.name}`))
    }
    const { code, stdout, stderr } = await place.amanah('fly')
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /There is no such command/)
    assert.ok(!stderr.includes('\u001b'), 'no colour under NO_COLOR')
  })
})
