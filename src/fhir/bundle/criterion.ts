/** Search criteria as a name for what they find: equal criteria, however written, give equal text. */

/** Takes `Type?a=b` and `a=b`; the order of parameters does not matter, their escapes neither. */
export function normalCriterion(type: string, criterion: string): string {
  const query = criterion.slice(criterion.indexOf('?') + 1)
  const pairs = [...new URLSearchParams(query)].map(([name, value]) =>
    JSON.stringify([name, value]),
  )
  return `${type}?${pairs.sort((a, b) => (a < b ? -1 : 1)).join('&')}`
}

/** True if it names something to search for: a parameter with a value. */
export function isCriterion(criterion: string): boolean {
  const pairs = [...new URLSearchParams(criterion.slice(criterion.indexOf('?') + 1))]
  return pairs.length > 0 && pairs.every(([name, value]) => name !== '' && value !== '')
}
