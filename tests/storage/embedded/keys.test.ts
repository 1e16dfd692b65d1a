/** The order of keys is MongoDB's: https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/ */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bson } from '#storage/embedded/bson.ts'
import {
  compareKeys,
  compareStrings,
  keyOf,
  lowest,
  rowText,
  successor,
} from '#storage/embedded/keys.ts'

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}'),
})

describe('storage/embedded/keys', () => {
  it('orders the types as MongoDB does', () => {
    const ordered = [
      null,
      Number.NEGATIVE_INFINITY,
      -1,
      0,
      1.5,
      Number.POSITIVE_INFINITY,
      '',
      'Z',
      'a',
      '\ue000',
      '😀',
      { any: 1 },
      [1],
      new bson.Binary(Buffer.from('b')),
      new bson.Binary(Buffer.from('aa')),
      new bson.ObjectId('000000000000000000000001'),
      new bson.ObjectId('64b7f1f77bcf86cd79943901'),
      false,
      true,
      new Date(-1),
      new Date(0),
      new Date(1),
    ]
    const sorted = ordered
      .toReversed()
      .sort((left, right) => compareKeys(keyOf(left), keyOf(right)))
    assert.deepEqual(sorted, ordered)
  })

  it('takes missing for null', () => {
    assert.equal(keyOf(undefined), lowest)
    assert.equal(keyOf(null), lowest)
  })

  it('orders strings by their bytes', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right))
        assert.equal(Math.sign(compareStrings(left, right)), bytes)
      }),
    )
  })

  it('the successor is above all that begin with the prefix, and above nothing else', () => {
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const next = successor(prefix)
        const isBelow = next === undefined || compareStrings(other, next) < 0
        const isWithin = compareStrings(other, prefix) >= 0 && isBelow
        assert.equal(isWithin, other.startsWith(prefix))
      }),
    )
  })

  it('tells rows of keys apart', () => {
    const rows = [
      [1],
      ['1'],
      [lowest],
      [Number.POSITIVE_INFINITY],
      [Uint8Array.of(1)],
      ['a', 'b'],
      ['a,b'],
    ]
    assert.equal(new Set(rows.map(rowText)).size, rows.length)
  })
})
