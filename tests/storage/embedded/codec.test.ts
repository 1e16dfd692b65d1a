/** Values as BSON would have them, and as text. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import mongoose from 'mongoose'
import { bson } from '#storage/embedded/bson.ts'
import { decodeValue, encodeStored, encodeValue, normalise } from '#storage/embedded/codec.ts'

const { ObjectId, Binary, Long, Double, Decimal128 } = mongoose.mongo
const id = new ObjectId('64b7f1f77bcf86cd79943901')

function there(value: unknown): unknown {
  const { text, types } = encodeValue(value)
  return decodeValue(text, types)
}

describe('storage/embedded/codec', () => {
  it('shares its classes with mongoose', () => {
    assert.equal(bson.ObjectId, ObjectId)
    assert.equal(bson.Binary, Binary)
  })

  const cases: [string, unknown, unknown][] = [
    ['drops undefined and functions', { a: undefined, b: () => 1, c: 1 }, { c: 1 }],
    ['keeps places in arrays', { a: [undefined, 1] }, { a: [null, 1] }],
    ['writes a Map as an object', { a: new Map([['x', 1]]) }, { a: { x: 1 } }],
    ['calls toBSON', { a: { toBSON: () => ({ b: 2 }) } }, { a: { b: 2 } }],
    ['takes numbers out of their boxes', [Long.fromNumber(5), new Double(1.5), 7n], [5, 1.5, 7]],
    ['replaces lone surrogates', 'a\ud800', 'a\ufffd'],
    ['keeps null', { a: null }, { a: null }],
  ]
  for (const [name, given, wanted] of cases) {
    it(name, () => assert.deepEqual(normalise(given), wanted))
  }

  it('makes a Buffer a Binary, and shares no bytes', () => {
    const bytes = Buffer.from([1, 2, 3])
    const { a } = normalise({ a: bytes }) as { a: InstanceType<typeof Binary> }
    bytes[0] = 9
    assert.ok(a instanceof Binary)
    assert.deepEqual([...a.value()], [1, 2, 3])
  })

  it('takes arrays and sub-documents of mongoose for what they hold', () => {
    const schema = new mongoose.Schema({
      list: [{ n: Number, _id: false }],
      map: { type: Map, of: String },
    })
    const Model = new mongoose.Mongoose().model('codec', schema)
    const document = new Model({ _id: id, list: [{ n: 1 }], map: { a: 'b' } })
    assert.deepEqual(normalise(document), { _id: id, list: [{ n: 1 }], map: { a: 'b' } })
    assert.deepEqual(normalise({ x: document.list }), { x: [{ n: 1 }] })
  })

  const refused: [string, unknown][] = [
    ['NaN', Number.NaN],
    ['Decimal128', Decimal128.fromString('1.0')],
    ['an invalid Date', new Date(Number.NaN)],
    ['an integer above 2^53', 2n ** 53n],
    ['a Set', new Set([1])],
    ['a field named __proto__', JSON.parse('{"__proto__": 1}')],
  ]
  for (const [name, value] of refused) {
    it(`refuses ${name}`, () => assert.throws(() => normalise({ value }), { name: 'EngineError' }))
  }

  it('refuses what holds itself', () => {
    const round: Record<string, unknown> = {}
    round.round = round
    assert.throws(() => normalise(round), { codeName: 'BadValue' })
  })

  it('carries Date, ObjectId, Binary, a pattern and infinity', () => {
    const value = {
      at: new Date(5),
      deep: [{ id, bytes: new Binary(Buffer.from('x'), 4) }],
      pattern: /^a/,
      far: [Number.POSITIVE_INFINITY, { less: Number.NEGATIVE_INFINITY }],
    }
    assert.deepEqual(there(value), value)
    assert.deepEqual(there(value.at), value.at)
  })

  it('is not misled by fields that look like its own marks', () => {
    const value = { $date: 1, a: { $oid: 'x' } }
    assert.deepEqual(there(value), value)
  })

  it('needs no types where JSON says all', () => {
    assert.deepEqual(encodeValue({ a: [1, 'b', null, true] }), {
      text: '{"a":[1,"b",null,true]}',
      types: null,
    })
  })

  it('stores neither patterns nor fields that begin with $', () => {
    assert.throws(() => encodeStored({ a: /x/ }), { codeName: 'NotSupported' })
    assert.throws(() => encodeStored({ a: { $b: 1 } }), { codeName: 'DollarPrefixedFieldName' })
  })

  it('what goes over comes back', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true }).filter((one) => !Object.is(one, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
      fc.constant(id),
    )
    const key = fc.string().filter((one) => one !== '__proto__')
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('node')), fc.dictionary(key, tie('node'))),
    })).node
    fc.assert(
      fc.property(
        tree.map((one) => normalise(one)),
        (value) => assert.deepEqual(there(value), value),
      ),
    )
  })
})
