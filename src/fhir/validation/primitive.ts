/** The formats of R4's primitive types. https://hl7.org/fhir/R4/datatypes.html#primitive */
import { isRawNumber, numberText } from '../json.ts'
import type { Fault } from './fault.ts'
import { isDate, isDateTime, isInstant, isTime } from './moment.ts'
import { narrativeFault } from './narrative.ts'

export type PrimitiveCheck = (value: unknown) => Fault | undefined

const notString: Fault = { code: 'structure', text: 'must be a JSON string' }
const notNumber: Fault = { code: 'structure', text: 'must be a JSON number' }
const notBoolean: Fault = { code: 'structure', text: 'must be true or false' }
const empty: Fault = { code: 'value', text: 'must not be empty' }

const maxInteger = 2_147_483_647
const minInteger = -2_147_483_648
/** R4: "strings SHALL NOT exceed 1MB in size". */
const maxString = 1_048_576

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that R4 refuses in a string
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/
const whole = /^-?(?:0|[1-9]\d*)$/
const space = /\s/
const codePattern = /^[^\s]+(?:\s[^\s]+)*$/
const idPattern = /^[A-Za-z0-9\-.]{1,64}$/
const oidPattern = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/
const uuidPattern = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function written(type: string, accepts: (text: string) => boolean): PrimitiveCheck {
  const malformed: Fault = { code: 'value', text: `is not a valid ${type}` }
  return (value) => {
    if (typeof value !== 'string') return notString
    if (value.length === 0) return empty
    return accepts(value) ? undefined : malformed
  }
}

function integer(type: string, min: number): PrimitiveCheck {
  const malformed: Fault = { code: 'value', text: `is not a valid ${type}` }
  return (value) => {
    if (typeof value === 'number')
      return Number.isInteger(value) && value >= min && value <= maxInteger ? undefined : malformed
    if (!isRawNumber(value)) return notNumber
    const text = numberText(value)
    const number = Number(text)
    return whole.test(text) && number >= min && number <= maxInteger ? undefined : malformed
  }
}

function isBase64(text: string): boolean {
  let length = 0
  let padding = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) continue
    if (code === 0x3d) padding++
    else if (padding > 0 || !isBase64Letter(code)) return false
    length++
  }
  return length > 0 && length % 4 === 0 && padding <= 2
}

function isBase64Letter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2f && code <= 0x39) ||
    code === 0x2b
  )
}

const isText = (text: string): boolean => text.length <= maxString && !control.test(text)
const isUri = (text: string): boolean => !space.test(text)

const checks: Readonly<Record<string, PrimitiveCheck>> = {
  base64Binary: written('base64Binary', isBase64),
  boolean: (value) => (typeof value === 'boolean' ? undefined : notBoolean),
  canonical: written('canonical', isUri),
  code: written('code', (text) => codePattern.test(text)),
  date: written('date', isDate),
  dateTime: written('dateTime', isDateTime),
  decimal: (value) => (typeof value === 'number' || isRawNumber(value) ? undefined : notNumber),
  id: written('id', (text) => idPattern.test(text)),
  instant: written('instant', isInstant),
  integer: integer('integer', minInteger),
  markdown: written('markdown', isText),
  oid: written('oid', (text) => oidPattern.test(text)),
  positiveInt: integer('positiveInt', 1),
  string: written('string', isText),
  time: written('time', isTime),
  unsignedInt: integer('unsignedInt', 0),
  uri: written('uri', isUri),
  url: written('url', isUri),
  uuid: written('uuid', (text) => uuidPattern.test(text)),
  xhtml: (value) => (typeof value === 'string' ? narrativeFault(value) : notString),
}

/** The check of a primitive type; a fault's text begins behind the element's name. */
export function primitiveCheck(type: string): PrimitiveCheck | undefined {
  return Object.hasOwn(checks, type) ? checks[type] : undefined
}
