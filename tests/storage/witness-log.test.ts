/** The witness: durable before it answers, in one chain per process, and nothing of it can be changed unnoticed. */
import assert from 'node:assert/strict'
import type { Line } from '#storage/witness.ts'
import { lineFor, sharedStore } from './store.ts'

const ids = (lines: readonly Line[]) => lines.map((line) => line.id)

describe('storage/witness-log', () => {
  const store = sharedStore()

  it('gives lines back newest first, as they were handed in', async () => {
    const siti = 'Patient/siti-1'
    const { storage } = store()
    const [first, second, other] = [lineFor(siti), lineFor(siti), lineFor('Patient/ali')]
    await storage.witness.append([first, second, other])
    const found = await storage.witness.find({ patient: siti, limit: 10 })
    assert.deepEqual(found, [second, first])
    assert.deepEqual(await storage.witness.read(other.id), other)
    assert.equal(await storage.witness.read('none'), undefined)
  })

  it('finds by agent and by a closed range of instants', async () => {
    const siti = 'Patient/siti-2'
    const { storage } = store()
    const lines = [1, 2, 3].map((hour) =>
      lineFor(siti, { at: `2026-01-01T0${hour}:00:00.000Z`, who: `Practitioner/${hour}` }),
    )
    await storage.witness.append(lines)
    const { witness } = storage
    assert.equal(await witness.count({ who: 'Practitioner/2' }), 1)
    assert.equal(await witness.count({ patient: siti, from: '2026-01-01T02:00:00Z' }), 2)
    assert.equal(await witness.count({ patient: siti, to: '2026-01-01T10:00:00+08:00' }), 2)
    const range = { from: '2026-01-01T02:00:00.000Z', to: '2026-01-01T02:00:00.000Z' }
    assert.equal(await witness.count({ patient: siti, ...range }), 1)
  })

  it('pages exactly, also through lines of one instant', async () => {
    const siti = 'Patient/siti-3'
    const { storage } = store()
    const at = '2026-01-01T00:00:00.000Z'
    const later = '2026-01-02T00:00:00.000Z'
    const lines = Array.from({ length: 11 }, (_, index) =>
      lineFor(siti, { at: index % 3 === 0 ? later : at }),
    )
    await storage.witness.append(lines)
    const seen: string[] = []
    let after: { at: string; id: string } | undefined
    for (;;) {
      const page = await storage.witness.find({
        patient: siti,
        limit: 3,
        ...(after === undefined ? {} : { after }),
      })
      seen.push(...ids(page))
      const last = page.at(-1)
      if (last === undefined) break
      after = { at: last.at, id: last.id }
    }
    assert.equal(seen.length, lines.length)
    assert.deepEqual(new Set(seen), new Set(ids(lines)))
    assert.equal(await storage.witness.count({ patient: siti }), lines.length)
  })

  it('does not double a line that it holds', async () => {
    const siti = 'Patient/siti-4'
    const { storage } = store()
    const line = lineFor(siti)
    await storage.witness.append([line, line])
    await storage.witness.append([lineFor(siti), line, lineFor(siti)])
    assert.equal(await storage.witness.count({ patient: siti }), 3)
    assert.deepEqual(await storage.witness.verify(), [])
  })

  it('chains what many append at once', async () => {
    const siti = 'Patient/siti-5'
    const { storage } = store()
    await Promise.all(
      Array.from({ length: 300 }, () => storage.witness.append([lineFor(siti), lineFor(siti)])),
    )
    assert.equal(await storage.witness.count({ patient: siti }), 600)
    assert.deepEqual(await storage.witness.verify(), [])
  })
})
