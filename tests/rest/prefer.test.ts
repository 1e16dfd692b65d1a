/** https://hl7.org/fhir/R4/http.html#ops */
import assert from 'node:assert/strict'
import { parsePrefer } from '#rest/prefer.ts'

describe('rest/prefer', () => {
  it('reads return and handling, by commas, semicolons and several headers', () => {
    assert.deepEqual(parsePrefer('return=minimal'), { return: 'minimal' })
    assert.deepEqual(parsePrefer('return=OperationOutcome, handling=lenient'), {
      return: 'OperationOutcome',
      handling: 'lenient',
    })
    assert.deepEqual(parsePrefer('respond-async; handling="strict"; return=representation'), {
      return: 'representation',
      handling: 'strict',
    })
    assert.deepEqual(parsePrefer(['return=minimal', 'handling=lenient']), {
      return: 'minimal',
      handling: 'lenient',
    })
  })

  it('ignores what it does not know', () => {
    assert.deepEqual(parsePrefer(undefined), {})
    assert.deepEqual(parsePrefer('return=presentation'), {})
    assert.deepEqual(parsePrefer('handling=__proto__; wait=10, ;;=,'), {})
  })
})
