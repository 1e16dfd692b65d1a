/** The command line: exit codes, help, and what goes to which stream (issue 3, item 9). */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commands } from '#cli/commands.ts'
import type { ClientInput } from '#cli/toolbox.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import { runWith } from './fake.ts'

describe('cli/main', () => {
  it('shows every command when nothing is said', async () => {
    for (const argv of [[], ['--help'], ['help']]) {
      const { code, out } = await runWith(argv)
      assert.equal(code, 0)
      for (const { name } of commands) assert.match(out, new RegExp(`^  ${name} `, 'm'))
    }
  })

  it('has help for each command, and does nothing else then', async () => {
    for (const { name } of commands) {
      const { code, out, err, closed } = await runWith([...name.split(' '), '--help'])
      assert.equal(code, 0)
      assert.match(out, new RegExp(`^Usage: npm run -s amanah -- ${name}`))
      assert.equal(err, '')
      assert.equal(closed, 0)
    }
  })

  const mistakes: readonly (readonly string[])[] = [
    ['fly'],
    ['client'],
    ['client', 'remove'],
    ['serve', '--port', '1'],
    ['check', 'now'],
    ['token'],
    ['token', '--client', 'a', '--as', 'Patient/1'],
    ['token', '--as', 'Observation/1'],
    ['token', '--client', 'a', '--minutes', '121'],
    ['token', '--client', 'a', '--minutes', 'ten'],
    ['client', 'add', '--name', 'x', '--organization', 'y'],
    ['client', 'add', '--name', ' ', '--organization', 'y', '--scope', 'system/*.r'],
    [
      'client',
      'add',
      '--name',
      'x',
      '--organization',
      'y',
      '--scope',
      's',
      '--may-assign-ids',
      'a b',
    ],
    [
      'client',
      'add',
      '--name',
      'x',
      '--organization',
      'y',
      '--scope',
      's',
      '--jwks',
      'http://x.example/jwks',
    ],
    [
      'client',
      'add',
      '--name',
      'x',
      '--organization',
      'y',
      '--scope',
      's',
      '--jwks',
      'no-such-file',
    ],
    ['registry', 'add'],
    ['registry', 'add', 'a', 'b'],
    ['import', 'file.json'],
    ['import', '--client', 'a'],
  ]
  for (const argv of mistakes)
    it(`answers 2 and the usage to: ${argv.join(' ')}`, async () => {
      const { code, out, err, closed } = await runWith(argv)
      assert.equal(code, 2)
      assert.equal(out, '')
      assert.match(err, /Usage: npm run -s amanah/)
      assert.equal(closed, 0)
    })

  it('serves, and gives the server’s exit code', async () => {
    assert.equal((await runWith(['serve'], { serve: async () => 3 })).code, 3)
  })

  it('prints a token alone on its last line', async () => {
    const asked: unknown[] = []
    const mint = async (input: unknown) => {
      asked.push(input)
      return 'a.b.c'
    }
    const fakes = { admin: { mintForClient: mint, mintForPerson: mint } }
    const first = await runWith(
      ['token', '--client', 'lab', '--scope', 'system/*.r', '--minutes', '120'],
      fakes,
    )
    const second = await runWith(['token', '--as', 'Practitioner/lim'], fakes)
    assert.equal(first.out, 'a.b.c\n')
    assert.deepEqual([first.code, first.err, first.closed], [0, '', 1])
    assert.deepEqual([second.code, second.out], [0, 'a.b.c\n'])
    assert.deepEqual(asked, [
      { client: 'lab', scope: 'system/*.r', minutes: 120 },
      { who: 'Practitioner/lim' },
    ])
  })

  it('tells a refusal with where and why, exit code 1, and closes the store', async () => {
    const mintForPerson = () =>
      Promise.reject(OutcomeError.businessRule('An account has claimed this Patient.', 'Patient'))
    const { code, out, err, closed } = await runWith(['token', '--as', 'Patient/1'], {
      admin: { mintForPerson },
    })
    assert.deepEqual([code, out, closed], [1, '', 1])
    assert.equal(err, 'Refused: Patient: An account has claimed this Patient.\n')
  })

  it('does not swallow what is neither a mistake nor a refusal', async () => {
    const check = () => Promise.reject(new RangeError('broken'))
    await assert.rejects(runWith(['check'], { admin: { check } }), RangeError)
  })

  it('prints each finding of check and answers 1, or says that there is none', async () => {
    const bad = await runWith(['check'], {
      admin: { check: async () => ['The chain of process 7 is broken at 3.'] },
    })
    assert.deepEqual([bad.code, bad.out], [1, 'The chain of process 7 is broken at 3.\n'])
    const good = await runWith(['check'], { admin: { check: async () => [] } })
    assert.deepEqual([good.code, good.out], [0, 'No fault found.\n'])
  })

  describe('client add', () => {
    const base = [
      'client',
      'add',
      '--name',
      'Lab',
      '--organization',
      'RIPAS',
      '--scope',
      'system/*.cruds',
    ]
    const add = async (...more: string[]) => {
      const inputs: ClientInput[] = []
      const addClient = async (input: ClientInput) => {
        inputs.push(input)
        return { client_id: 'c1', organization: 'Organization/o1', id_prefix: null }
      }
      return { told: await runWith([...base, ...more], { admin: { addClient } }), input: inputs[0] }
    }

    it('prints one JSON object and nothing else', async () => {
      const { told, input } = await add()
      assert.equal(
        told.out,
        '{"client_id":"c1","organization":"Organization/o1","id_prefix":null}\n',
      )
      assert.equal(told.err, '')
      assert.deepEqual(input, {
        name: 'Lab',
        organization: 'RIPAS',
        scope: 'system/*.cruds',
        purpose: 'TREAT',
      })
    })

    it('takes a prefix, an empty prefix, or none at all', async () => {
      assert.deepEqual((await add('--may-assign-ids', 'lab-')).input?.ids, { prefix: 'lab-' })
      assert.deepEqual((await add('--may-assign-ids', '')).input?.ids, { prefix: '' })
      assert.deepEqual((await add('--may-assign-ids=')).input?.ids, { prefix: '' })
      assert.equal((await add('--may-assign-ids')).input?.ids, 'made')
      const { input } = await add('--may-assign-ids', '--purpose', 'HPAYMT')
      assert.deepEqual([input?.ids, input?.purpose], ['made', 'HPAYMT'])
    })

    it('takes keys by address or from a file, the public halves alone', async () => {
      assert.equal(
        (await add('--jwks', 'https://lab.example/jwks')).input?.jwksUri,
        'https://lab.example/jwks',
      )
      const folder = await mkdtemp(join(tmpdir(), 'amanah-'))
      const file = join(folder, 'jwks.json')
      const key = { kty: 'RSA', kid: 'k', n: 'x', e: 'AQAB' }
      try {
        await writeFile(file, JSON.stringify({ keys: [key] }))
        assert.deepEqual(JSON.parse((await add('--jwks', file)).input?.jwks ?? ''), { keys: [key] })
        await writeFile(file, JSON.stringify({ keys: [{ ...key, d: 'secret' }] }))
        const { told } = await add('--jwks', file)
        assert.equal(told.code, 2)
        assert.doesNotMatch(told.err, /secret/)
      } finally {
        await rm(folder, { recursive: true })
      }
    })
  })
})
