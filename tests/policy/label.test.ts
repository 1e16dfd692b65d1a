/** Labels (R3, R15). https://hl7.org/fhir/R4/security-labels.html */
import assert from 'node:assert/strict'
import { rankOf } from '#policy/item.ts'
import { labelOf } from '#policy/label/label.ts'
import { mayRelabel } from '#policy/label/may-relabel.ts'
import { labelSources, labelTargets, propagate } from '#policy/label/propagate.ts'
import { maskReferences } from '#policy/label/redact.ts'
import { closureOf } from '#policy/label/topics.ts'

const hl7 = 'http://terminology.hl7.org/CodeSystem'
const [N, R, V] = [rankOf('N'), rankOf('R'), rankOf('V')]
const conf = (code: string) => ({ system: `${hl7}/v3-Confidentiality`, code })
const act = (code: string) => ({ system: `${hl7}/v3-ActCode`, code })
const coded = { code: { coding: [{ system: 'http://loinc.org', code: '718-7' }] } }
const label = (...security: readonly object[]) =>
  labelOf({ ...coded, meta: { security } }, 'Observation')

describe('labelOf', () => {
  it('is the highest confidentiality, without one N', () => {
    assert.deepEqual(label(), { con: N, sen: [] })
    assert.equal(label(conf('U')).con, rankOf('U'))
    assert.equal(label(conf('V'), conf('N')).con, V)
  })

  it('is raised to R by any sensitivity, known or not', () => {
    assert.deepEqual(label(act('HIV')), { con: R, sen: ['HIV'] })
    assert.deepEqual(label(conf('N'), act('PRS')), { con: R, sen: ['PRS'] })
    assert.deepEqual(label(conf('V'), act('PSY')), { con: V, sen: ['PSY'] })
    for (const unknown of [
      act('FOO'),
      { system: 'urn:x', code: 'HIV' },
      { display: 'secret' },
      conf('Q'),
    ])
      assert.deepEqual(label(unknown), { con: R, sen: ['?'] })
  })

  it('is not raised by obligations, integrity and test marks', () => {
    const marks = [
      act('NORDSCLCD'),
      act('PERSISTLABEL'),
      { system: `${hl7}/v3-ActReason`, code: 'HTEST' },
    ]
    assert.equal(
      label(...marks, { system: `${hl7}/v3-ObservationValue`, code: 'HRELIABLE' }).con,
      N,
    )
  })

  it('reads PHY with a release date as a hold, without one as a sensitivity', () => {
    const url = 'https://amanah.example/fhir/StructureDefinition/release-date'
    assert.deepEqual(label({ ...act('PHY'), extension: [{ url, valueDateTime: '2025-06-04' }] }), {
      con: N,
      sen: [],
    })
    assert.deepEqual(label(act('PHY')), { con: R, sen: ['PHY'] })
  })

  it('is R where nothing is coded, and N with any code of any system', () => {
    const text = { code: { text: 'something' } }
    assert.equal(labelOf(text, 'Condition').con, R)
    assert.equal(
      labelOf({ ...text, valueQuantity: { value: 1, system: 'urn:u', code: 'kg' } }, 'Observation')
        .con,
      R,
    )
    assert.equal(
      labelOf({ ...text, meta: { tag: [{ system: 'urn:x', code: 'y' }] } }, 'Condition').con,
      R,
    )
    assert.equal(labelOf({ ...text, meta: { security: [conf('N')] } }, 'Condition').con, N)
    assert.equal(labelOf({ code: { coding: [{ code: 'local' }] } }, 'Condition').con, N)
    assert.equal(labelOf({ class: { system: 'urn:x', code: 'AMB' } }, 'Encounter').con, N)
    assert.equal(
      labelOf({ medicationReference: { reference: 'Medication/m' } }, 'MedicationRequest').con,
      N,
    )
  })

  it('does not call identity and directory unclassified', () => {
    for (const type of ['Patient', 'RelatedPerson', 'Practitioner', 'Organization', 'Provenance'])
      assert.equal(labelOf({ name: [{ text: 'Siti' }] }, type).con, N, type)
  })

  it('is raised by an element with an inline label', () => {
    const url =
      'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label'
    const note = [{ text: 'x', extension: [{ url, valueCoding: act('PSY') }] }]
    assert.deepEqual(labelOf({ ...coded, note }, 'Observation'), { con: R, sen: ['PSY'] })
  })
})

describe('topics', () => {
  it('closes over what lies inside', () => {
    assert.deepEqual(closureOf(['BH']), [
      'BH',
      'ETH',
      'ETHUD',
      'MH',
      'OPIOIDUD',
      'PSY',
      'PSYTHPN',
      'SUD',
    ])
    assert.deepEqual(closureOf(['PSY']), ['PSY', 'PSYTHPN'])
    assert.deepEqual(closureOf(['SEX']), ['SEX', 'STD'])
    assert.deepEqual(closureOf(['STD']), ['STD'])
  })

  it('reads ETH and SUD as one', () => {
    assert.deepEqual(closureOf(['ETH']), closureOf(['SUD']))
  })
})

describe('labels that flow', () => {
  it('take the higher and every topic', () => {
    const raised = propagate({ con: N, sen: ['HIV'] }, [
      { con: R, sen: ['PSY'] },
      { con: 0, sen: [] },
    ])
    assert.deepEqual(raised, { con: R, sen: ['HIV', 'PSY'] })
    assert.deepEqual(propagate({ con: V, sen: [] }, []), { con: V, sen: [] })
  })

  it('come from results, entries, sections and files', () => {
    const to = (reference: string) => ({ reference })
    assert.deepEqual(labelSources({ result: [to('Observation/a')] }, 'DiagnosticReport'), [
      'Observation/a',
    ])
    assert.deepEqual(labelSources({ entry: [{ item: to('Condition/a') }] }, 'List'), [
      'Condition/a',
    ])
    const section = [{ entry: [to('Condition/a')], section: [{ entry: [to('Condition/b')] }] }]
    assert.deepEqual(labelSources({ section }, 'Composition'), ['Condition/a', 'Condition/b'])
    const content = [
      { attachment: { url: 'Binary/b1' } },
      { attachment: { url: 'https://x.org/a.pdf' } },
    ]
    assert.deepEqual(labelTargets({ content }, 'DocumentReference'), ['Binary/b1'])
    assert.deepEqual(labelSources({ result: [to('Observation/a')] }, 'Observation'), [])
  })

  it('only the patient lowers a PRS or V', () => {
    const secret = { con: V, sen: [] }
    const plain = { con: N, sen: [] }
    assert.ok(!mayRelabel(secret, plain, false))
    assert.ok(mayRelabel(secret, plain, true))
    assert.ok(!mayRelabel({ con: R, sen: ['PRS'] }, { con: R, sen: [] }, false))
    assert.ok(mayRelabel({ con: R, sen: ['HIV'] }, plain, false))
    assert.ok(mayRelabel(plain, secret, false))
  })
})

describe('maskReferences', () => {
  const report = {
    resourceType: 'DiagnosticReport',
    result: [{ reference: 'Observation/a', display: 'HIV' }, { reference: 'Observation/b' }],
  }

  it('leaves no id, display or identifier', () => {
    const after = maskReferences(report, (reference) => reference === 'Observation/a')
    assert.ok(!JSON.stringify(after).includes('HIV'))
    assert.ok(!JSON.stringify(after).includes('Observation/a'))
    assert.deepEqual(after.result[1], report.result[1])
  })

  it('is the same object when nothing is hidden', () => {
    assert.equal(
      maskReferences(report, () => false),
      report,
    )
  })

  it('keeps numbers as they were written', () => {
    const raw = JSON.rawJSON('1.00')
    const after = maskReferences({ ...report, value: raw }, () => true)
    assert.ok(JSON.stringify(after).includes('"value":1.00'))
  })
})
