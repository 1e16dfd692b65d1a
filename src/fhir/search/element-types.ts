/** The element types that a parameter of a type reads, with what binds them. */
import type { SearchParameterDefinition } from './parameters.ts'
import { compilePath, type Leaf } from './path.ts'

const known = new Map<string, readonly Leaf[]>()

export function elementTypesOf(
  type: string,
  { code, expression }: SearchParameterDefinition,
): readonly Leaf[] {
  const key = `${type}.${code}`
  const found = known.get(key)
  if (found !== undefined) return found
  const leaves: Leaf[] = []
  compilePath(expression, type, (leaf) => {
    leaves.push(leaf)
    return undefined
  })
  known.set(key, leaves)
  return leaves
}
