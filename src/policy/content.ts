/** Walks a resource's JSON without knowing its type: codings, references, extensions, and the text between. */

export type Members = Readonly<Record<string, unknown>>

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every object in it, outermost first, with the name of the member that holds it. */
export function forEachObject(
  value: unknown,
  tell: (object: Members, name: string) => void,
  name = '',
): void {
  if (Array.isArray(value)) {
    for (const part of value) forEachObject(part, tell, name)
  } else if (isMembers(value)) {
    tell(value, name)
    for (const member in value) {
      const part = value[member]
      if (typeof part === 'object' && part !== null) forEachObject(part, tell, member)
    }
  }
}

/** One or many, as FHIR writes repeating elements. */
export function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
}

/** `system|code` of a Coding. A Quantity has both members too, but it has a value. */
export function codeOf(object: Members): string | undefined {
  const { system, code } = object
  if (typeof code !== 'string' || 'value' in object || 'unit' in object) return undefined
  if (system !== undefined && typeof system !== 'string') return undefined
  return `${system ?? ''}|${code}`
}

/** The codings of CodeableConcepts and Codings, one or many. */
export function codesOf(value: unknown): string[] {
  return listOf(value).flatMap((one) => {
    if (!isMembers(one)) return []
    if (one.coding === undefined) return codeOf(one) ?? []
    return listOf(one.coding).flatMap((coding) => (isMembers(coding) ? (codeOf(coding) ?? []) : []))
  })
}

/** Literal references of one or many Reference elements. */
export function referencesOf(value: unknown): string[] {
  return listOf(value).flatMap((one) =>
    isMembers(one) && typeof one.reference === 'string' ? one.reference : [],
  )
}

export function extensionsOf(object: unknown, url: string): readonly Members[] {
  if (!isMembers(object) || object.extension === undefined) return []
  return listOf(object.extension).filter((one): one is Members => isMembers(one) && one.url === url)
}

export function textAt(object: unknown, member: string): string | undefined {
  const value = isMembers(object) ? object[member] : undefined
  return typeof value === 'string' ? value : undefined
}
