/** Makes of a type's rows what the walk needs: one look-up per JSON member. Compiled once per type, on first use. */
import { choiceName } from '../definitions/member.ts'
import type { ElementRow } from '../definitions/type-row.ts'
import { typeTable } from '../definitions/type-table.ts'
import { type Binding, bindingOf } from './binding.ts'
import { type Invariant, invariantOf } from './invariant.ts'
import { type PrimitiveCheck, primitiveCheck } from './primitive.ts'

export type MemberKind = 'primitive' | 'partner' | 'complex' | 'resource' | 'resourceType'

/** All fields always stand in the same order, so that the walk meets one shape of object only. */
export interface CompiledMember {
  readonly kind: MemberKind
  /** The element's name in FHIRPath; `value` for `valueQuantity`. */
  readonly element: string
  /** The JSON member that holds the value; differs from the member's own name for partners (`_x`). */
  readonly valueName: string
  /** Set for elements that are required or a choice, else 0. */
  readonly bit: number
  readonly isChoice: boolean
  readonly isArray: boolean
  readonly max: number
  readonly type: string
  readonly check: PrimitiveCheck | undefined
  readonly binding: Binding | undefined
  readonly rules: readonly Invariant[]
  readonly targets: ReadonlySet<string> | undefined
  readonly pointsAround: boolean
}

export interface CompiledType {
  readonly name: string
  readonly members: ReadonlyMap<string, CompiledMember>
  readonly required: readonly { readonly element: string; readonly bit: number }[]
  readonly requiredBits: number
  readonly rules: readonly Invariant[]
}

const cache = new Map<string, CompiledType>()
const coded = new Set(['code', 'Coding', 'CodeableConcept'])
/** Their values may be `#id`, which points at a contained resource. */
const pointers = new Set(['canonical', 'uri', 'url'])
/** FHIRPath puts this rule at a primitive; it is asked of the element that holds it. */
const askedOfParent = new Set(['eld-3'])

const invariantsOf = (names: readonly string[] = []): Invariant[] =>
  names.flatMap((name) => invariantOf(name) ?? [])

/** @throws for a name that is no type: callers know their types from the snapshot. */
export function compileType(name: string): CompiledType {
  const known = cache.get(name)
  if (known !== undefined) return known
  const row = typeTable(name)
  if (row === undefined) throw new Error(`There is no type ${name}`)
  const members = new Map<string, CompiledMember>()
  const required: { element: string; bit: number }[] = []
  const lifted: string[] = []
  let nextBit = 1
  for (const [element, elementRow] of Object.entries(row.elements)) {
    const isRequired = elementRow.min > 0
    let bit = 0
    if (isRequired || elementRow.choice === true) {
      bit = nextBit
      nextBit *= 2
    }
    if (isRequired) required.push({ element, bit })
    lifted.push(...(elementRow.inv ?? []).filter((rule) => askedOfParent.has(rule)))
    addMembers(members, element, elementRow, bit)
  }
  if (nextBit > 2 ** 30) throw new Error(`${name} has too many required and choice elements`)
  if (row.kind === 'resource')
    members.set('resourceType', memberOf('resourceType', 'resourceType', emptyRow, 0, 'code'))
  const compiled: CompiledType = {
    name,
    members,
    required,
    requiredBits: required.reduce((bits, { bit }) => bits + bit, 0),
    rules: invariantsOf([...(row.inv ?? []), ...lifted]),
  }
  cache.set(name, compiled)
  return compiled
}

const emptyRow: ElementRow = { min: 0, max: 1, types: [] }

function addMembers(
  members: Map<string, CompiledMember>,
  element: string,
  row: ElementRow,
  bit: number,
): void {
  for (const type of row.types) {
    const name = row.choice === true ? choiceName(element, type) : element
    const kind = kindOf(type)
    members.set(name, memberOf(kind, element, row, bit, type, name))
    if (kind === 'primitive')
      members.set(`_${name}`, memberOf('partner', element, row, bit, type, name))
  }
}

function kindOf(type: string): MemberKind {
  const kind = typeTable(type)?.kind
  return kind === 'resource' || kind === 'primitive' ? kind : 'complex'
}

function memberOf(
  kind: MemberKind,
  element: string,
  row: ElementRow,
  bit: number,
  type: string,
  valueName = element,
): CompiledMember {
  return {
    kind,
    element,
    valueName,
    bit,
    isChoice: row.choice === true,
    isArray: row.max !== 1,
    max: row.max < 0 ? Number.POSITIVE_INFINITY : row.max,
    type,
    check: kind === 'primitive' ? primitiveCheck(type) : undefined,
    binding: row.binding !== undefined && coded.has(type) ? bindingOf(row.binding) : undefined,
    rules: invariantsOf(row.inv?.filter((rule) => !askedOfParent.has(rule))),
    targets: row.targets === undefined ? undefined : new Set(row.targets),
    pointsAround: kind === 'primitive' && pointers.has(type),
  }
}
