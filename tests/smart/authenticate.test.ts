/**
 * Who is let in: smart.md 5.1–5.2 and attacks 50–55 of its section 15.
 * https://www.rfc-editor.org/rfc/rfc8725, https://www.rfc-editor.org/rfc/rfc9068#section-4
 */
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { OutcomeError } from '#fhir/outcome.ts'
import { authenticator } from '#smart/authenticate.ts'
import type { LiveClient, LiveGrant } from '#smart/live-grant.ts'
import { openMint } from '#smart/sign.ts'

const start = Date.parse('2026-11-25T08:00:00Z')
const minute = 60_000
const issuer = 'https://clinic.example/oauth'
const audience = 'https://clinic.example/fhir'
const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
const own = pair()
const foreign = pair()
const mint = openMint({ kid: 'k1', privateKey: own.privateKey, issuer, audience })

const patient: LiveGrant = {
  _id: 'g-siti',
  kind: 'patient',
  who: 'Patient/siti',
  patient: 'Patient/siti',
  scopes: ['user/*.cruds'],
  purpose: 'PATRQT',
  ceiling: 'V',
  steppedUpAt: start,
  createdAt: start,
  expiresAt: start + 30 * minute,
  ended: false,
}
const son: LiveGrant = {
  ...patient,
  _id: 'g-son',
  kind: 'representative',
  who: 'RelatedPerson/son',
  purpose: 'FAMRQT',
}
const { patient: _none, ...noPatient } = patient
const doctor: LiveGrant = {
  ...noPatient,
  _id: 'g-lim',
  kind: 'practitioner',
  who: 'Practitioner/lim',
  role: 'PractitionerRole/lim-1',
  organization: 'Organization/clinic',
  purpose: 'TREAT',
}
const backend: LiveGrant = {
  ...noPatient,
  _id: 'g-lab',
  kind: 'client',
  who: 'Device/lab',
  client: 'lab',
  organization: 'Organization/lab',
  scopes: ['system/Observation.cr'],
  purpose: 'TREAT',
  ceiling: 'R',
}
const lab: LiveClient = {
  _id: 'lab',
  name: 'Lab',
  organization: 'Organization/lab',
  device: 'Device/lab',
  scopes: ['system/*.cruds'],
  purpose: 'TREAT',
  idPrefix: 'lab-',
  disabled: false,
}

interface World {
  now: number
  readonly grants: Map<string, LiveGrant>
  readonly clients: Map<string, LiveClient>
}

function open(world: Partial<World> = {}) {
  const whole: World = {
    now: start,
    grants: new Map([patient, son, doctor, backend].map((one) => [one._id, one])),
    clients: new Map([[lab._id, lab]]),
    ...world,
  }
  const authenticate = authenticator({
    issuer,
    audience,
    keys: new Map([['k1', own.publicKey]]),
    clock: () => whole.now,
    grant: async (id) => whole.grants.get(id),
    client: async (id) => whole.clients.get(id),
    isType: (name) => ['Patient', 'Observation'].includes(name),
  })
  return { world: whole, authenticate }
}

const claims = (more: object = {}) => ({
  ...(jwt.decode(mint(patient, 'j1', start)) as object),
  ...more,
})
/** A token of our key with whatever is said. */
const signed = (body: object, header: object = {}, key: string = own.privateKey) =>
  jwt.sign(body, key, {
    algorithm: 'RS256',
    noTimestamp: !('iat' in body),
    header: { alg: 'RS256', typ: 'at+jwt', kid: 'k1', ...header },
  })
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const without = (name: string) =>
  Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name))

async function isRefused(act: Promise<unknown>): Promise<void> {
  await assert.rejects(act, (error) => {
    assert.ok(error instanceof OutcomeError)
    assert.equal(error.status, 401)
    assert.deepEqual(error.issues, OutcomeError.login().issues)
    return true
  })
}

describe('smart/authenticate', () => {
  it('lets in a patient, with one purpose, her scopes and a fresh step-up', async () => {
    const principal = await open().authenticate(`Bearer ${mint(patient, 'j1', start)}`)
    assert.equal(principal.kind, 'patient')
    assert.equal(principal.who, 'Patient/siti')
    assert.equal(principal.purpose, 'PATRQT')
    assert.equal(principal.steppedUp, true)
    assert.equal(principal.client, undefined)
    assert.deepEqual(
      principal.scopes.map((scope) => scope.text),
      ['user/*.cruds'],
    )
  })

  it('lets in a representative, a practitioner with role and organisation, and a backend', async () => {
    const { authenticate } = open()
    const [representative, practitioner, client] = await Promise.all(
      [son, doctor, backend].map((grant) => authenticate(`bearer ${mint(grant, 'j', start)}`)),
    )
    assert.ok(representative?.kind === 'representative')
    assert.equal(representative.patient, 'Patient/siti')
    assert.ok(practitioner?.kind === 'practitioner')
    assert.equal(practitioner.role, 'PractitionerRole/lim-1')
    assert.equal(practitioner.organization, 'Organization/clinic')
    assert.ok(client?.kind === 'client')
    assert.deepEqual(client.client, {
      id: 'lab',
      device: 'Device/lab',
      name: 'Lab',
      idPrefix: 'lab-',
    })
    assert.equal(client.steppedUp, false)
  })

  it('writes fhirUser, patient and acting for apps, and no more', () => {
    const said = jwt.decode(mint(doctor, 'j9', start)) as Record<string, unknown>
    assert.equal(said.fhirUser, `${audience}/Practitioner/lim`)
    assert.equal(said.acting, 'PractitionerRole/lim-1')
    assert.equal('patient' in said, false)
    assert.equal(Object.hasOwn(claims(), 'cid'), false)
  })

  it('forgets the step-up after ten minutes, the session goes on', async () => {
    const { world, authenticate } = open()
    const header = `Bearer ${mint(patient, 'j1', start)}`
    world.now = start + 10 * minute
    assert.equal((await authenticate(header)).steppedUp, true)
    world.now += 1
    assert.equal((await authenticate(header)).steppedUp, false)
  })

  const bad: readonly (readonly [name: string, header: () => string | undefined])[] = [
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['another scheme', () => `Basic ${mint(patient, 'j', start)}`],
    [
      'two tokens',
      () => `Bearer ${mint(patient, 'j', start)}, Bearer ${mint(patient, 'j', start)}`,
    ],
    ['something else', () => 'Bearer x.y.z'],
    [
      'alg none',
      () => `Bearer ${part({ alg: 'none', typ: 'at+jwt', kid: 'k1' })}.${part(claims())}.x`,
    ],
    [
      'HS256 with the public key as secret',
      () => {
        const text = `${part({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })}.${part(claims())}`
        return `Bearer ${text}.${createHmac('sha256', own.publicKey).update(text).digest('base64url')}`
      },
    ],
    ['another key under our kid', () => `Bearer ${signed(claims(), {}, foreign.privateKey)}`],
    ['an unknown kid', () => `Bearer ${signed(claims(), { kid: 'k2' })}`],
    ['a kid as path', () => `Bearer ${signed(claims(), { kid: '../../dev/null' })}`],
    ['no kid', () => `Bearer ${signed(claims(), { kid: undefined })}`],
    ['typ JWT', () => `Bearer ${signed(claims(), { typ: 'JWT' })}`],
    ['no typ', () => `Bearer ${signed(claims(), { typ: undefined })}`],
    ['typ in other letters', () => `Bearer ${signed(claims(), { typ: 'AT+JWT' })}`],
    ['jku', () => `Bearer ${signed(claims(), { jku: 'https://evil.example/jwks' })}`],
    ['x5u', () => `Bearer ${signed(claims(), { x5u: 'https://evil.example/x' })}`],
    ['crit', () => `Bearer ${signed(claims(), { crit: ['exp'] })}`],
    [
      'an edited payload',
      () => {
        const [head, , tail] = mint(patient, 'j', start).split('.')
        return `Bearer ${head}.${part(claims({ sub: 'Patient/omar' }))}.${tail}`
      },
    ],
    ['another audience', () => `Bearer ${signed(claims({ aud: 'https://other.example/fhir' }))}`],
    ['the audience with a slash', () => `Bearer ${signed(claims({ aud: `${audience}/` }))}`],
    [
      'several audiences',
      () => `Bearer ${signed(claims({ aud: [audience, 'https://other.example'] }))}`,
    ],
    ['another issuer', () => `Bearer ${signed(claims({ iss: 'https://other.example/oauth' }))}`],
    ['exp reached', () => `Bearer ${signed(claims({ exp: start / 1000 }))}`],
    ['expired by one second', () => `Bearer ${signed(claims({ exp: start / 1000 - 1 }))}`],
    ['nbf in the future', () => `Bearer ${signed(claims({ nbf: start / 1000 + 60 }))}`],
    ['two purposes', () => `Bearer ${signed(claims({ purpose: 'PATRQT TREAT' }))}`],
    ['purposes as a list', () => `Bearer ${signed(claims({ purpose: ['PATRQT'] }))}`],
    ['another purpose than the grant', () => `Bearer ${signed(claims({ purpose: 'TREAT' }))}`],
    ['another patient than the grant', () => `Bearer ${signed(claims({ patient: 'omar' }))}`],
    ['another client than the grant', () => `Bearer ${signed(claims({ client_id: 'lab' }))}`],
    [
      'another role than the grant',
      () => `Bearer ${signed(claims({ acting: 'PractitionerRole/x' }))}`,
    ],
    ['an unknown grant', () => `Bearer ${signed(claims({ grant_id: 'nobody' }))}`],
    ['a token beyond 8 kB', () => `Bearer ${signed(claims({ padding: 'x'.repeat(9000) }))}`],
    ...['sub', 'client_id', 'scope', 'jti', 'iat', 'exp', 'grant_id', 'purpose', 'aud', 'iss'].map(
      (name) => [`no ${name}`, () => `Bearer ${signed(without(name))}`] as const,
    ),
  ]
  for (const [name, header] of bad)
    it(`refuses ${name}`, async () => {
      await isRefused(open().authenticate(header()))
    })

  it('takes the same claims when nothing is wrong with them', async () => {
    await assert.doesNotReject(open().authenticate(`Bearer ${signed(claims())}`))
  })

  const changes: readonly (readonly [name: string, change: (world: World) => void])[] = [
    ['the grant was ended', (world) => world.grants.set('g-lab', { ...backend, ended: true })],
    [
      'the grant expired before the token',
      (world) => world.grants.set('g-lab', { ...backend, expiresAt: start }),
    ],
    ['the grant is gone', (world) => world.grants.delete('g-lab')],
    ['the client was disabled', (world) => world.clients.set('lab', { ...lab, disabled: true })],
    ['the client is gone', (world) => world.clients.delete('lab')],
    [
      'the client’s purpose changed',
      (world) => world.clients.set('lab', { ...lab, purpose: 'HPAYMT' }),
    ],
    [
      'the token expired',
      (world) => {
        world.now = start + 30 * minute
      },
    ],
  ]
  for (const [name, change] of changes)
    it(`refuses at once, although the signature is remembered, when ${name}`, async () => {
      const { world, authenticate } = open()
      const header = `Bearer ${mint(backend, 'j1', start)}`
      await authenticate(header)
      change(world)
      await isRefused(authenticate(header))
    })

  it('never lets an administrator’s grant in over HTTP', async () => {
    const grant: LiveGrant = {
      ...noPatient,
      _id: 'g-admin',
      kind: 'administrator',
      who: 'Device/cli',
      purpose: 'HOPERAT',
    }
    await isRefused(
      open({ grants: new Map([['g-admin', grant]]) }).authenticate(
        `Bearer ${mint(grant, 'j', start)}`,
      ),
    )
  })
})
