/** The two patterns of the closed list: `^literal` and `^literal.*literal`, case-sensitive. */

export interface Pattern {
  readonly head: string
  /** empty if there is none */
  readonly tail: string
}

const special = new Set('^$.|?*+()[]{}')

/** undefined for every other pattern */
export function parsePattern(source: string): Pattern | undefined {
  if (!source.startsWith('^')) return undefined
  let head = ''
  let tail: string | undefined
  for (let at = 1; at < source.length; at++) {
    let one = source.charAt(at)
    if (tail === undefined && source.startsWith('.*', at)) {
      tail = ''
      at++
      continue
    }
    if (one === '\\') {
      one = source.charAt(++at)
      if (one === '' || /[a-zA-Z0-9]/.test(one)) return undefined
    } else if (special.has(one)) {
      return undefined
    }
    if (tail === undefined) head += one
    else tail += one
  }
  return { head, tail: tail ?? '' }
}

/** `.` is no line feed: between both literals there is none. The first occurrence decides, all others lie behind it. */
export function meets({ head, tail }: Pattern, text: string): boolean {
  if (!text.startsWith(head)) return false
  if (tail === '') return true
  const at = text.indexOf(tail, head.length)
  return at !== -1 && !text.slice(head.length, at).includes('\n')
}
