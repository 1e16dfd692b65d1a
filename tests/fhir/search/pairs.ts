/** A query as names and values, already decoded. */
export function pairs(query: string): [string, string][] {
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
}
