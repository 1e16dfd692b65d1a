/** Settings are judged at start: house.md 6. */
import assert from 'node:assert/strict'
import { configOf } from '#config/config.ts'
import { ConfigError } from '#config/config-error.ts'
import { secretsOf } from '#config/secrets.ts'
import { type Env, settings, settingsTable } from '#config/settings.ts'

function sentences(act: () => unknown): readonly string[] {
  try {
    act()
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.sentences
  }
  return assert.fail('was taken')
}

describe('config', () => {
  it('has defaults for everything', () => {
    assert.deepEqual(configOf({}), {
      port: 8080,
      host: '127.0.0.1',
      baseUrl: 'http://127.0.0.1:8080',
      fhirBase: 'http://127.0.0.1:8080/fhir',
      issuer: 'http://127.0.0.1:8080/oauth',
      database: { engine: 'embedded', directory: './data' },
      seed: 'demo',
      timeZone: 'UTC',
      logLevel: 'info',
      environment: 'development',
      color: true,
    })
    assert.deepEqual(secretsOf({}), {})
  })

  it('follows what is said', () => {
    const config = configOf({
      PORT: '9000',
      HOST: '::1',
      DATABASE_URI: 'file:///var/lib/amanah',
      AMANAH_SEED: 'none',
      TIME_ZONE: 'Asia/Brunei',
      NO_COLOR: '1',
    })
    assert.equal(config.baseUrl, 'http://[::1]:9000')
    assert.deepEqual(config.database, { engine: 'embedded', directory: '/var/lib/amanah' })
    assert.equal(config.seed, 'none')
    assert.equal(config.timeZone, 'Asia/Brunei')
    assert.equal(config.color, false)
    assert.equal(
      configOf({ BASE_URL: 'https://Clinic.example/' }).fhirBase,
      'https://clinic.example/fhir',
    )
  })

  it('never seeds in production or on MongoDB', () => {
    assert.equal(configOf({ NODE_ENV: 'production' }).seed, 'none')
    assert.equal(configOf({ DATABASE_URI: 'mongodb://db.example/amanah' }).seed, 'none')
  })

  const refused: readonly (readonly [env: Env, words: RegExp])[] = [
    [{ PORT: '0' }, /PORT/],
    [{ PORT: '70000' }, /PORT/],
    [{ PORT: '80a' }, /PORT/],
    [
      { HOST: '0.0.0.0' },
      /HOST must be a loopback address: until the authorization server lands the command line/,
    ],
    [{ HOST: '192.168.1.7' }, /loopback/],
    [{ BASE_URL: 'clinic.example' }, /BASE_URL/],
    [{ BASE_URL: 'ftp://clinic.example' }, /https/],
    [{ BASE_URL: 'https://clinic.example/amanah' }, /origin alone/],
    [{ BASE_URL: 'https://a:b@clinic.example' }, /origin alone/],
    [{ BASE_URL: 'http://clinic.example' }, /must begin with https/],
    [{ DATABASE_URI: 'postgres://x' }, /DATABASE_URI/],
    [{ DATABASE_URI: 'file:' }, /DATABASE_URI/],
    [{ DATABASE_URI: 'file://host/data' }, /DATABASE_URI/],
    [{ AMANAH_SEED: 'yes' }, /AMANAH_SEED/],
    [{ AMANAH_SEED: 'demo', NODE_ENV: 'production' }, /contradicts NODE_ENV=production/],
    [{ AMANAH_SEED: 'demo', DATABASE_URI: 'mongodb://db.example/amanah' }, /contradicts a mongodb/],
    [{ TIME_ZONE: 'Brunei' }, /TIME_ZONE/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
    [{ NODE_ENV: 'prod' }, /NODE_ENV/],
  ]
  for (const [env, words] of refused)
    it(`refuses ${JSON.stringify(env)}`, () => {
      assert.match(sentences(() => configOf(env)).join(' '), words)
    })

  it('tells all faults at once and never a password', () => {
    const said = sentences(() =>
      configOf({ HOST: '0.0.0.0', BASE_URL: 'x', DATABASE_URI: 'mongo://u:geheim@x' }),
    )
    assert.equal(said.length, 3)
    assert.doesNotMatch(said.join(' '), /geheim/)
  })

  it('reads the key in hex and base64 and refuses any other length', () => {
    const hex = 'ab'.repeat(32)
    const key = new Uint8Array(Buffer.from(hex, 'hex'))
    assert.deepEqual(secretsOf({ AMANAH_KEY: hex }).key, key)
    assert.deepEqual(secretsOf({ AMANAH_KEY: Buffer.from(hex, 'hex').toString('base64') }).key, key)
    for (const wrong of ['short', 'ab'.repeat(31), `${'ab'.repeat(31)}xy`])
      assert.doesNotMatch(
        sentences(() => secretsOf({ AMANAH_KEY: wrong })).join(),
        new RegExp(wrong),
      )
  })

  it('writes one row per setting into the table', () => {
    assert.equal(settingsTable().split('\n').length, settings.length + 2)
    for (const { name } of settings)
      assert.match(settingsTable(), new RegExp(`\\| \`${name}\` \\|`))
  })
})
