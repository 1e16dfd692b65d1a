/** References that leave a resource, and what a transaction makes of them: fhir.md 2.10. */
import assert from 'node:assert/strict'
import { formatJson, parseJson } from '#fhir/json.ts'
import { outgoing, rewriteReferences } from '#fhir/references.ts'

describe('outgoing', () => {
  it('names every local reference once, at any depth', () => {
    const resource = {
      resourceType: 'Observation',
      contained: [{ resourceType: 'Specimen', id: 's', subject: { reference: 'Patient/2' } }],
      extension: [{ url: 'x', valueReference: { reference: 'Location/1' } }],
      subject: { reference: 'Patient/1' },
      performer: [
        { reference: 'Patient/1/_history/3' },
        { reference: 'https://here/fhir/Group/1' },
      ],
      specimen: { reference: '#s' },
      focus: [
        { reference: 'urn:uuid:1' },
        { reference: 'https://there/Patient/9' },
        { display: 'Patient/8' },
      ],
    }
    const found = ['Patient/2', 'Location/1', 'Patient/1']
    assert.deepEqual(outgoing(resource), found)
    assert.deepEqual(outgoing(resource, 'https://here/fhir'), [...found, 'Group/1'])
  })

  it('takes no uri for a reference', () => {
    assert.deepEqual(outgoing({ resourceType: 'DetectedIssue', reference: 'Patient/1' }), [])
    const education = [{ documentType: 'leaflet', reference: 'Patient/1' }]
    assert.deepEqual(outgoing({ resourceType: 'Immunization', education }), [])
  })
})

describe('rewriteReferences', () => {
  const known = new Map([
    ['urn:uuid:1', 'Patient/a'],
    ['Practitioner?identifier=s|1', 'Practitioner/b'],
    ['http://x/Patient/1?a=1&b=2', 'Patient/c'],
  ])
  const rewritten = <T>(value: T): T => rewriteReferences(value, (text) => known.get(text))

  it('rewrites references, links and the narrative', () => {
    const resource = {
      resourceType: 'DocumentReference',
      text: {
        status: 'generated',
        div: '<div><a href="urn:uuid:1">urn:uuid:1</a> <img src=\'http://x/Patient/1?a=1&amp;b=2\'/> <a href="#x"/></div>',
      },
      contained: [{ resourceType: 'Observation', subject: { reference: 'urn:uuid:1' } }],
      extension: [{ url: 'x', valueUri: 'urn:uuid:1' }],
      subject: { reference: 'urn:uuid:1', display: 'urn:uuid:1' },
      author: [{ reference: 'Practitioner?identifier=s|1' }, { reference: 'urn:uuid:2' }],
      content: [{ attachment: { url: 'urn:uuid:1', title: 'urn:uuid:1' } }],
    }
    assert.equal(rewritten(resource), resource)
    assert.deepEqual(resource, {
      resourceType: 'DocumentReference',
      text: {
        status: 'generated',
        div: '<div><a href="Patient/a">urn:uuid:1</a> <img src="Patient/c"/> <a href="#x"/></div>',
      },
      contained: [{ resourceType: 'Observation', subject: { reference: 'Patient/a' } }],
      extension: [{ url: 'x', valueUri: 'Patient/a' }],
      subject: { reference: 'Patient/a', display: 'urn:uuid:1' },
      author: [{ reference: 'Practitioner/b' }, { reference: 'urn:uuid:2' }],
      content: [{ attachment: { url: 'Patient/a', title: 'urn:uuid:1' } }],
    })
  })

  it('leaves strings of other types alone, lists of links not', () => {
    const resource = {
      resourceType: 'CarePlan',
      identifier: [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1' }],
      instantiatesUri: ['urn:uuid:1', 'urn:uuid:2'],
      description: 'urn:uuid:1',
    }
    assert.deepEqual(rewritten(structuredClone(resource)), {
      ...resource,
      instantiatesUri: ['Patient/a', 'urn:uuid:2'],
    })
  })

  it('works inside a Bundle, and keeps numbers as they were written', () => {
    const text =
      '{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:9","resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:1"},"valueQuantity":{"value":1.00}}}]}'
    assert.equal(
      formatJson(rewritten(parseJson(text))),
      text.replace('"reference":"urn:uuid:1"', '"reference":"Patient/a"'),
    )
  })
})
