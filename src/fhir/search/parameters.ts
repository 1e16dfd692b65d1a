/** R4's search parameters by type. https://hl7.org/fhir/R4/searchparameter-registry.html */
import table from '#profiles/base/search-parameters.json' with { type: 'json' }

export type SearchParameterType =
  | 'token'
  | 'reference'
  | 'string'
  | 'date'
  | 'number'
  | 'quantity'
  | 'uri'
  | 'composite'
  | 'special'

/** As the snapshot writes it. */
export interface ParameterRow {
  readonly code: string
  readonly type: SearchParameterType
  readonly base: Readonly<Record<string, string>>
  readonly targets?: readonly string[]
  readonly components?: readonly (readonly [id: string, expression: string])[]
}

export interface SearchParameterDefinition {
  readonly code: string
  readonly type: SearchParameterType
  /** canonical of the definition */
  readonly url: string
  /** the arms that speak of this type */
  readonly expression: string
  /** of references; absent means any type */
  readonly targets?: readonly string[]
  /** of composites: the expression is taken within one element */
  readonly components?: readonly {
    readonly type: SearchParameterType
    readonly expression: string
  }[]
}

const base = 'http://hl7.org/fhir/SearchParameter/'

const byType: ReadonlyMap<string, ReadonlyMap<string, SearchParameterDefinition>> = (() => {
  const types = new Map<string, Map<string, SearchParameterDefinition>>()
  for (const [id, row] of Object.entries(table))
    for (const [type, expression] of Object.entries(row.base)) {
      const codes = types.get(type) ?? new Map<string, SearchParameterDefinition>()
      codes.set(row.code, definitionOf(id, row, expression))
      types.set(type, codes)
    }
  return types
})()

function definitionOf(
  id: string,
  row: ParameterRow,
  expression: string,
): SearchParameterDefinition {
  return {
    code: row.code,
    type: row.type,
    url: base + id,
    expression,
    ...(row.targets === undefined ? {} : { targets: row.targets }),
    ...(row.components === undefined
      ? {}
      : {
          components: row.components.map(([part, path]) => ({
            type: table[part]?.type ?? 'special',
            expression: path,
          })),
        }),
  }
}

const common = [...(byType.get('Resource')?.values() ?? [])]

/** The type's own parameters by code, then those that every type has (`_id`, `_lastUpdated`, `_tag` …). */
export function searchParametersOf(type: string): readonly SearchParameterDefinition[] {
  return [...(byType.get(type)?.values() ?? []), ...common]
}

export function searchParameter(type: string, code: string): SearchParameterDefinition | undefined {
  return byType.get(type)?.get(code) ?? byType.get('Resource')?.get(code)
}

/** Composite and special parameters are indexed, and not asked for yet. */
export function isServed({ type }: SearchParameterDefinition): boolean {
  return type !== 'composite' && type !== 'special'
}
