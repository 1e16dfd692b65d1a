/** The `meta` of a view that leaves something out (R15). https://terminology.hl7.org/CodeSystem-v3-ObservationValue.html */
import { isMembers } from './content.ts'
import { systems } from './systems.ts'

const mark = { system: systems.observationValue, code: 'REDACTED' }

/** Version and time stay; the labels of the whole are the owner's to see (L44). */
export function redacted(meta: unknown): object {
  const { versionId, lastUpdated, profile } = isMembers(meta) ? meta : {}
  return {
    ...(versionId === undefined ? {} : { versionId }),
    ...(lastUpdated === undefined ? {} : { lastUpdated }),
    ...(profile === undefined ? {} : { profile }),
    security: [mark],
  }
}

/** Whether a body is such a view: it is refused as the base of an update. */
export function isRedacted(resource: object): boolean {
  const meta = (resource as { readonly meta?: unknown }).meta
  const marks = isMembers(meta) && Array.isArray(meta.security) ? meta.security : []
  return marks.some((one) => isMembers(one) && one.system === mark.system && one.code === mark.code)
}
