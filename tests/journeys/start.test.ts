/** What `npm start` does with an empty directory, with a full one, and with settings that it must not accept. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bundle, Task } from '@medplum/fhirtypes'
import { mainScript, openPlace, type Place } from '#tests/support/place.ts'

interface Process {
  stderr(): string
  stop(signal: 'SIGTERM' | 'SIGINT'): void
  /** its exit code; null if a signal ended it */
  readonly ended: Promise<number | null>
}

function run(place: Place, script: string, more: Readonly<Record<string, string>> = {}): Process {
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LOG_LEVEL: 'error', ...place.env, ...more },
  })
  let stderr = ''
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString()
  })
  place.keep(child)
  return {
    stderr: () => stderr,
    stop: (signal) => child.kill(signal),
    ended: new Promise((resolve) => child.once('close', (code) => resolve(code))),
  }
}

/** The different answers of /health/ready in order, until it is 200 or the process ends. */
async function untilReady(place: Place, server: Process): Promise<number[]> {
  const ready = new URL('/health/ready', place.base)
  const told: number[] = []
  let isOver = false
  void server.ended.then(() => {
    isOver = true
  })
  while (told.at(-1) !== 200) {
    assert.ok(!isOver, `the server ended: ${server.stderr()}`)
    const status = await fetch(ready).then(
      (answer) => answer.status,
      () => 0,
    )
    if (told.at(-1) !== status) told.push(status)
    await pause(5)
  }
  return told
}

/** Documents of a collection, as /metrics tells anybody. */
async function documents(place: Place, collection: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', place.base))).text()
  return Number(new RegExp(`\\{[^}]*"${collection}"[^}]*\\} (\\d+)`).exec(text)?.[1] ?? -1)
}

const demo = join(import.meta.dirname, '..', '..', 'seed', 'demo.ts')

describe('given nothing but a checkout', function () {
  this.timeout(60_000)

  describe('when it is started on an empty directory', () => {
    let place: Place
    let server: Process
    let told: number[]
    before(async () => {
      // An empty setting is one that is not said.
      place = await openPlace({ AMANAH_SEED: '' })
      server = run(place, mainScript)
      told = await untilReady(place, server)
    })
    after(() => place.close())

    it('that is what `npm start` does', async () => {
      const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
        scripts: Record<string, string>
      }
      assert.deepEqual([scripts.start, scripts.demo], ['node src/main.ts', 'node seed/demo.ts'])
    })

    it('it says ready only when the demo clinic is in, to its last act', async () => {
      assert.deepEqual(
        told.filter((status) => status !== 0),
        [503, 200],
      )
      const siti = await place.told('token', '--as', 'Patient/rimba-siti')
      const { text } = await place.ask(siti, 'GET', 'Task')
      const [task] = ((JSON.parse(text) as Bundle<Task>).entry ?? []).map((one) => one.resource)
      assert.equal(task?.businessStatus?.coding?.[0]?.code, 'resolved')
    })

    it('it says where, who, and how to see it', () => {
      const said = server.stderr()
      for (const part of [place.base, 'Patient/rimba-siti', 'Practitioner/budi', 'npm run demo'])
        assert.ok(said.includes(part), `${part} in: ${said}`)
    })

    it('the demo runs through, twice', async () => {
      for (let time = 0; time < 2; time++) {
        const play = run(place, demo)
        assert.equal(await play.ended, 0, play.stderr())
      }
    })

    it('asked to end it ends well, and what it knew is there again', async () => {
      const before = await documents(place, 'resources')
      assert.ok(before > 20, `${before} resources`)
      server.stop('SIGTERM')
      assert.equal(await server.ended, 0)
      const again = run(place, mainScript)
      await untilReady(place, again)
      assert.equal(await documents(place, 'resources'), before, 'no second clinic')
      again.stop('SIGINT')
      assert.equal(await again.ended, 0)
    })

    it('without a server the demo says so and ends with 1', async () => {
      const play = run(place, demo)
      assert.equal(await play.ended, 1)
      assert.doesNotMatch(play.stderr(), /^\s+at /m)
    })
  })

  it('loads the clinic under a public name too, before anybody can reach it by that', async () => {
    const place = await openPlace({ AMANAH_SEED: '', BASE_URL: 'https://phr.example' })
    try {
      const server = run(place, mainScript)
      await untilReady(place, server)
      assert.ok(server.stderr().includes('https://phr.example/fhir'))
      const play = run(place, demo)
      assert.equal(await play.ended, 0, play.stderr())
    } finally {
      await place.close()
    }
  })

  for (const [name, settings] of [
    ['AMANAH_SEED=none', { AMANAH_SEED: 'none' }],
    ['NODE_ENV=production', { AMANAH_SEED: '', NODE_ENV: 'production' }],
  ] as const)
    it(`loads no clinic with ${name}`, async () => {
      const place = await openPlace(settings)
      try {
        const server = run(place, mainScript)
        await untilReady(place, server)
        assert.equal(await documents(place, 'resources'), 0)
        assert.doesNotMatch(server.stderr(), /rimba/)
        server.stop('SIGTERM')
        assert.equal(await server.ended, 0)
      } finally {
        await place.close()
      }
    })

  describe('what it must not accept it refuses with a sentence and 1', () => {
    let place: Place
    before(async () => {
      place = await openPlace()
    })
    after(() => place.close())

    async function refused(settings: Readonly<Record<string, string>>, says: RegExp) {
      const server = run(place, mainScript, settings)
      assert.equal(await server.ended, 1, server.stderr())
      assert.match(server.stderr(), says)
      assert.doesNotMatch(server.stderr(), /^\s+at /m, 'no stack')
    }

    it('an address that other machines reach', () =>
      refused({ HOST: '0.0.0.0' }, /HOST must be a loopback address: until .* mints tokens/))

    it('settings that are none, each by name', async () => {
      await refused({ PORT: '99999' }, /PORT is a whole number/)
      await refused({ DATABASE_URI: 'postgres://x' }, /DATABASE_URI is file:PATH/)
      await refused({ AMANAH_SEED: 'demo', NODE_ENV: 'production' }, /contradicts/)
    })

    it('a port that is taken', async () => {
      const other = createServer().listen(Number(place.env.PORT), '127.0.0.1')
      try {
        await refused({}, /port .* is taken/i)
      } finally {
        await new Promise((resolve) => other.close(resolve))
      }
    })

    it('a directory that cannot be one', async () => {
      const file = join(place.directory, 'file')
      await writeFile(file, '')
      await refused({ DATABASE_URI: `file:${join(file, 'data')}` }, /DATABASE_URI.*ENOTDIR/)
    })
  })
})
