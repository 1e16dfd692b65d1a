/** The type that `resolve() is T` asks for, judged by the reference itself: nothing is fetched. */
import { pointerOf } from './pointer-of.ts'

/** What the walk hands on: the resource (for contained ones) and our own base. */
export interface Ground {
  readonly resource: object
  readonly base: string | undefined
}

export function resolvedType(value: unknown, ground: Ground): string | undefined {
  const { reference, type } = value as { readonly reference?: unknown; readonly type?: unknown }
  const stated = typeof type === 'string' ? type : undefined
  if (typeof reference !== 'string') return stated
  const pointer = pointerOf(reference, ground.base)
  switch (pointer.kind) {
    case 'local':
    case 'conditional':
      return pointer.type
    case 'contained':
      return containedType(ground.resource, pointer.id) ?? stated
    case 'absolute':
      return (
        /\/([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]+)?$/.exec(pointer.url)?.[1] ??
        stated
      )
    default:
      return stated
  }
}

function containedType(resource: object, id: string): string | undefined {
  const { contained } = resource as { readonly contained?: unknown }
  if (!Array.isArray(contained)) return undefined
  const found: unknown = contained.find((one: { id?: unknown } | null) => one?.id === id)
  return (found as { resourceType?: string } | undefined)?.resourceType
}
