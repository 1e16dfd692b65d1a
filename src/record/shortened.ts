/** A shortened or redacted view is not stored: it would erase what its reader did not get. */
import { error, type Issue } from '#fhir/outcome.ts'
import type { JsonResource } from './row.ts'

interface Marked {
  readonly meta?: {
    readonly security?: readonly { readonly code?: string }[]
    readonly tag?: readonly { readonly code?: string }[]
  }
}

/** Of a valid resource. */
export function shortenedFault(resource: JsonResource): Issue | undefined {
  const { meta } = resource as Marked
  const codings = [...(meta?.security ?? []), ...(meta?.tag ?? [])]
  return codings.some(({ code }) => code === 'SUBSETTED' || code === 'REDACTED')
    ? error(
        'business-rule',
        'This is a shortened or redacted view: storing it would erase what its reader did not get.',
        `${resource.resourceType}.meta`,
      )
    : undefined
}
