/**
 * Killed without warning: what was acknowledged is there, what was not is there whole or not at all. A killed process
 * is not a power cut; for that the store relies on what the disk says of fsync.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openPlace, type Place } from '#tests/support/place.ts'

const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000)
const rounds = 5
const writers = 16
const bundles = 16
const entries = 24
const system = 'https://rimba.example/crash'

/** https://en.wikipedia.org/wiki/Linear_congruential_generator */
let state = seed
function chance(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}

/** What the server said it has. */
interface Kept {
  readonly id: string
  /** as acknowledged last, and, where the answer to a later one never came, that as well */
  readonly may: readonly string[]
}

describe(`given a server that is killed without warning (CRASH_SEED=${seed})`, function () {
  this.timeout(180_000)
  let place: Place
  let token: string
  let client: string
  let patient: string
  const kept = new Map<string, Kept>()
  const files: string[] = []
  let acknowledged = 0

  before(async () => {
    place = await openPlace()
    const added = await place.told(
      ...['client', 'add', '--name', 'EHR', '--organization', 'Rimba', '--scope', 'system/*.cruds'],
    )
    client = (JSON.parse(added) as { client_id: string }).client_id
    token = await place.told('token', '--client', client, '--minutes', '120')
  })
  after(() => place.close())

  const observation = (text: string, code = 'single') => ({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system, code }] },
    subject: { reference: `Patient/${patient}` },
    valueString: text,
  })

  /** Writes until nobody answers any more. */
  async function write(name: string): Promise<void> {
    let last: { id: string; text: string } | undefined
    for (let n = 0; ; n++) {
      const text = `${name} ${n}`
      const updated = n % 4 === 3 ? last : undefined
      if (updated !== undefined) kept.set(updated.id, { id: updated.id, may: [updated.text, text] })
      const sent = await (updated === undefined
        ? place.ask(token, 'POST', 'Observation', observation(text))
        : place.ask(token, 'PUT', `Observation/${updated.id}`, {
            ...observation(text),
            id: updated.id,
          })
      ).catch(() => undefined)
      if (sent === undefined) return
      assert.equal(sent.status, updated === undefined ? 201 : 200, sent.text)
      acknowledged++
      const { id } = JSON.parse(sent.text) as { id: string }
      kept.set(id, { id, may: [text] })
      last = { id, text }
    }
  }

  async function generate(round: number): Promise<string[]> {
    const made: string[] = []
    for (let at = 0; at < bundles; at++) {
      const encounter = `urn:uuid:00000000-0000-4000-8000-${String(round * 1000 + at).padStart(12, '0')}`
      const first = {
        fullUrl: encounter,
        resource: {
          resourceType: 'Encounter',
          status: 'finished',
          class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
          subject: { reference: `Patient?identifier=${system}|patient` },
        },
        request: { method: 'POST', url: 'Encounter' },
      }
      const rest = Array.from({ length: entries }, (_, n) => ({
        resource: {
          ...observation(`${round} ${at} ${n}`, `bundle-${round}-${at}`),
          encounter: { reference: encounter },
        },
        request: { method: 'POST', url: 'Observation' },
      }))
      const file = join(place.directory, `${round}-${at}.json`)
      await writeFile(
        file,
        JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: [first, ...rest] }),
      )
      made.push(file)
    }
    return made
  }

  async function count(query: string): Promise<number> {
    const { text } = await place.ask(token, 'GET', `Observation?_summary=count&${query}`)
    return (JSON.parse(text) as { total: number }).total
  }

  /** How many Observations of each Bundle are in. */
  async function imported(upTo: number): Promise<number[]> {
    const names = Array.from({ length: upTo * bundles }, (_, n) => [
      Math.floor(n / bundles),
      n % bundles,
    ])
    return Promise.all(names.map(([round, at]) => count(`code=${system}|bundle-${round}-${at}`)))
  }

  async function isThere(writes: Iterable<Kept>): Promise<void> {
    const waiting = [...writes]
    const look = async () => {
      for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
        const { status, text } = await place.ask(token, 'GET', `Observation/${one.id}`)
        assert.equal(status, 200, `an acknowledged write is missing: ${one.may[0]}`)
        acknowledged++
        const { id, meta: _meta, ...rest } = JSON.parse(text) as Record<string, unknown>
        const wanted = one.may.map((value) => JSON.stringify(observation(value)))
        assert.ok(id === one.id && wanted.includes(JSON.stringify(rest)), text)
      }
    }
    await Promise.all(Array.from({ length: 8 }, look))
  }

  async function checkIsClean(): Promise<void> {
    const { code, stdout } = await place.amanah('check')
    assert.equal(stdout, 'No fault found.\n')
    assert.equal(code, 0)
  }

  for (let round = 0; round < rounds; round++)
    it(`round ${round + 1}: 16 writers and an import are killed; nothing acknowledged is lost`, async () => {
      let server = await place.start()
      if (round === 0) {
        const sent = await place.ask(token, 'POST', 'Patient', {
          resourceType: 'Patient',
          identifier: [{ system, value: 'patient' }],
        })
        patient = (JSON.parse(sent.text) as { id: string }).id
      }
      const before = kept.size
      const fresh = await generate(round)
      files.push(...fresh)
      const importing = place.begin('import', ...fresh, '--client', client)
      const gone = once(importing, 'exit')
      const codes = fresh.map((_, at) => `${system}|bundle-${round}-${at}`).join(',')
      const isIn = async (some: number) => {
        while ((await count(`code=${codes}`)) < some * entries) {
          assert.equal(importing.exitCode, null, 'the import ended before it was killed')
          await pause(20)
        }
      }
      await isIn(1)
      const writing = Promise.all(Array.from({ length: writers }, (_, n) => write(`${round} ${n}`)))
      await isIn(1 + Math.floor(chance() * bundles * 0.5))
      importing.kill('SIGKILL')
      await gone
      await pause(chance() * 300)
      await server.kill()
      await writing
      server = await place.start()
      const writes = [...kept.values()].slice(before)
      await Promise.all([isThere(writes), checkIsClean()])
      for (const found of await imported(round + 1))
        assert.ok(found === 0 || found === entries, `a Bundle is half in: ${found} of ${entries}`)
      await server.stop()
    })

  it('what was killed goes on where it stood: each Bundle is in once', async () => {
    await place.start()
    const ran = await place.amanah('import', ...files, '--client', client)
    assert.equal(ran.code, 0, ran.stderr)
    assert.deepEqual(
      await imported(rounds),
      files.map(() => entries),
    )
    await Promise.all([isThere(kept.values()), checkIsClean()])
  })

  it('she can see each act that was acknowledged', async () => {
    const hers = await place.told('token', '--as', `Patient/${patient}`)
    const { text } = await place.ask(hers, 'GET', `AuditEvent?patient=Patient/${patient}&_count=1`)
    const { total } = JSON.parse(text) as { total: number }
    assert.ok(total >= acknowledged, `${total} lines for ${acknowledged} acknowledged acts`)
  })
})
