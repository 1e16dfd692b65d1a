/** Version ids as HTTP carries them: `W/"x"`, `"x"`, `x`, lists, `*`. https://hl7.org/fhir/R4/http.html#concurrency */

const tag = /^(?:W\/)?"([^"\s]+)"$|^([^\s",/]+)$/

/** The version ids of an If-Match or If-None-Match; undefined if one of them is malformed or there is none. */
export function parseEtags(text: string): string[] | undefined {
  const ids = text.split(',').map((part) => {
    const match = tag.exec(part.trim())
    return match?.[1] ?? match?.[2]
  })
  return ids.every((id) => id !== undefined) ? ids : undefined
}

export function formatEtag(vid: string): string {
  return `W/"${vid}"`
}
