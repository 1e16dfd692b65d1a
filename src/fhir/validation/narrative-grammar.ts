/**
 * Which XHTML a narrative may use: formatting only, nothing that acts or loads.
 * https://hl7.org/fhir/R4/narrative.html#rules
 */

const elements = new Set(
  (
    'a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd del dfn div dl dt em ' +
    'h1 h2 h3 h4 h5 h6 hr i img ins kbd li map ol p pre q s samp small span strike strong sub sup table tbody td tfoot ' +
    'th thead tr tt u ul var'
  ).split(' '),
)

const everywhere = new Set(
  (
    'title style class id lang xml:lang dir accesskey tabindex span width height align valign char charoff abbr axis ' +
    'headers scope rowspan colspan nowrap border bgcolor clear'
  ).split(' '),
)

const somewhere: Readonly<Record<string, ReadonlySet<string>>> = {
  a: new Set('charset type name href hreflang rel rev shape coords'.split(' ')),
  area: new Set('shape coords href nohref alt'.split(' ')),
  blockquote: new Set(['cite']),
  q: new Set(['cite']),
  del: new Set(['cite', 'datetime']),
  ins: new Set(['cite', 'datetime']),
  div: new Set(['xmlns']),
  hr: new Set(['noshade', 'size']),
  img: new Set('src alt longdesc usemap ismap name vspace hspace'.split(' ')),
  li: new Set(['type', 'value']),
  map: new Set(['name']),
  ol: new Set(['type', 'start', 'compact']),
  pre: new Set(['xml:space', 'space']),
  table: new Set('summary frame rules cellspacing cellpadding'.split(' ')),
  ul: new Set(['type', 'compact']),
}

export const voidElements: ReadonlySet<string> = new Set(['area', 'br', 'col', 'hr', 'img'])

const links = new Set(['href', 'cite', 'longdesc', 'usemap'])
const scheme = /^([a-z][a-z0-9+.-]*):/i
const safeSchemes = new Set(['http', 'https', 'mailto', 'tel', 'ftp', 'urn', 'oid'])
const imageData = /^data:image\/(?:png|jpeg|jpg|gif|webp|bmp);base64,/i
const imageInStyle =
  /url\(\s?["']?data:\s?image\/(?:png|jpeg|jpg|gif|webp|bmp);base64,[A-Za-z0-9+/=]*["']?\s?\)/gi
// A comment could hide any of the others from this look.
const activeStyle = /\/\*|url\s*\(|expression|@import|javascript|vbscript|behavior|-moz-binding|\\/i

export function isAllowedElement(name: string): boolean {
  return elements.has(name)
}

export function isAllowedAttribute(element: string, name: string): boolean {
  return everywhere.has(name) || somewhere[element]?.has(name) === true
}

/** @param value the attribute's value, entities decoded. */
export function isSafeValue(name: string, value: string): boolean {
  if (name === 'style') return !activeStyle.test(value.replaceAll(imageInStyle, ''))
  if (name === 'src') return isOwnImage(value)
  return !links.has(name) || isSafeLink(value)
}

// Browsers drop these characters before they look for a scheme.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is dropped
const dropped = /[\u0000-\u0020\u007f-\u00a0]/g

function isSafeLink(value: string): boolean {
  const found = scheme.exec(value.replaceAll(dropped, ''))
  return found === null || safeSchemes.has((found[1] ?? '').toLowerCase())
}

/** An image is inside the resource, inside the text or on this server: nothing is fetched from elsewhere. */
function isOwnImage(value: string): boolean {
  const target = value.replaceAll(dropped, '')
  if (imageData.test(target)) return true
  return !scheme.test(target) && !/^[/\\]{2}/.test(target)
}
