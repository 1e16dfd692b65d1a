/** Joins filters in the closed list: no empty `$and`, `$or`, `$nor` ever leaves here (MongoDB refuses them). */
import type { Filter } from '../storage.ts'

/** `$in` of the closed list takes as many values. */
const mostValues = 10_000

/** All of them hold. */
export function combine(filters: readonly Filter[]): Filter {
  const parts = filters.flatMap(conjuncts)
  const [only] = parts
  return parts.length <= 1 ? (only ?? {}) : { $and: parts }
}

/** One of them holds. At least one must be given. */
export function either(filters: readonly Filter[]): Filter {
  const [only] = filters
  if (only === undefined) throw new RangeError('An empty alternative has no filter.')
  return filters.length === 1 ? only : { $or: filters }
}

/** None of them holds. */
export function neither(filters: readonly Filter[]): Filter {
  return filters.length === 0 ? {} : { $nor: filters }
}

/** The field equals, or as an array holds, one of the values. At least one must be given. */
export function oneOf(field: string, values: readonly (string | number | boolean)[]): Filter {
  const all = [...new Set(values)]
  const [only] = all
  if (all.length === 1) return { [field]: only }
  const parts: Filter[] = []
  for (let at = 0; at < all.length; at += mostValues)
    parts.push({ [field]: { $in: all.slice(at, at + mostValues) } })
  return either(parts)
}

function conjuncts(filter: Filter): readonly Filter[] {
  const keys = Object.keys(filter)
  if (keys.length === 0) return []
  const inner = filter.$and
  return keys.length === 1 && Array.isArray(inner) ? (inner as readonly Filter[]) : [filter]
}
