/** What may enter the registry, and how: consent.md R7. */
import assert from 'node:assert/strict'
import { registryBundle } from '#cli/registry-bundle.ts'
import { OutcomeError } from '#fhir/outcome.ts'

const bundle = (type: string, ...entry: unknown[]) =>
  JSON.stringify({ resourceType: 'Bundle', type, entry })

describe('cli/registry-bundle', () => {
  it('gives entries without request one, by id or by type', () => {
    const text = registryBundle(
      bundle(
        'collection',
        { resource: { resourceType: 'Organization', id: 'o1' } },
        { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Practitioner' } },
        { resource: { resourceType: 'CareTeam' }, request: { method: 'POST', url: 'CareTeam' } },
      ),
    )
    const { type, entry } = JSON.parse(text) as { type: string; entry: { request: unknown }[] }
    assert.equal(type, 'transaction')
    assert.deepEqual(
      entry.map((one) => one.request),
      [
        { method: 'PUT', url: 'Organization/o1' },
        { method: 'POST', url: 'Practitioner' },
        { method: 'POST', url: 'CareTeam' },
      ],
    )
  })

  const faults: readonly (readonly [name: string, text: string, place: string | undefined])[] = [
    [
      'a record',
      bundle('transaction', { resource: { resourceType: 'Patient' } }),
      'Bundle.entry[0].resource',
    ],
    [
      'an entry without resource',
      bundle('transaction', { request: { method: 'DELETE', url: 'Organization/1' } }),
      'Bundle.entry[0].resource',
    ],
    ['a searchset', bundle('searchset'), 'Bundle.type'],
    ['no Bundle', '{"resourceType":"Organization"}', 'Bundle.resourceType'],
    ['no JSON', '{', undefined],
  ]
  for (const [name, text, place] of faults)
    it(`refuses ${name}`, () => {
      assert.throws(
        () => registryBundle(text),
        (error) => error instanceof OutcomeError && error.issues[0]?.expression?.[0] === place,
      )
    })
})
