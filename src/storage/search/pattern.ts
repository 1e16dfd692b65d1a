/** The only maker of patterns: text is a literal in them, anchored at the start, so that an index can serve it. */

export interface Pattern {
  readonly $regex: string
}

export function startsWith(literal: string): Pattern {
  return { $regex: `^${escaped(literal)}` }
}

export function startsWithAndContains(start: string, inside: string): Pattern {
  return inside === '' ? startsWith(start) : { $regex: `^${escaped(start)}.*${escaped(inside)}` }
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)
}
