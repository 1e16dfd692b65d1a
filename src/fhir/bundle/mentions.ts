/**
 * The literal references a resource holds, with their places.
 * https://hl7.org/fhir/R4/references.html#literal
 */

type Step = string | number

/**
 * Calls `tell` for each Reference.reference, at any depth and in contained resources; `place` writes its FHIRPath
 * below `root`. In R4 no other element called `reference` is a string.
 */
export function forEachReference(
  resource: unknown,
  root: string,
  tell: (reference: string, place: () => string) => void,
): void {
  const steps: Step[] = []
  const place = () =>
    steps.reduce<string>(
      (path, step) => (typeof step === 'number' ? `${path}[${step}]` : `${path}.${step}`),
      root,
    )
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (Array.isArray(node)) {
      for (const [at, part] of node.entries()) inside(at, part)
      return
    }
    for (const name in node) inside(name, (node as Record<string, unknown>)[name])
  }
  const inside = (step: Step, part: unknown): void => {
    if (typeof part === 'object') {
      steps.push(step)
      walk(part)
      steps.pop()
    } else if (step === 'reference' && typeof part === 'string') {
      steps.push(step)
      tell(part, place)
      steps.pop()
    }
  }
  walk(resource)
}
