/** How the snapshot in `profiles/base/elements.json` writes a type and its elements. */

export interface ElementRow {
  readonly min: number
  /** -1 means `*`. */
  readonly max: number
  /** Backbone elements are types of their own, named by their path: `Patient.contact`. */
  readonly types: readonly string[]
  /** Stands under its stem: `value` for `value[x]`. */
  readonly choice?: true
  /** The type a contentReference points at. */
  readonly content?: string
  /** Allowed targets of a Reference or canonical; absent means any. */
  readonly targets?: readonly string[]
  readonly binding?: readonly [strength: 'r' | 'e', valueSet: string]
  readonly modifier?: true
  readonly summary?: true
  readonly inv?: readonly string[]
}

export interface TypeRow {
  readonly kind: 'resource' | 'complex' | 'primitive'
  readonly base?: string
  readonly abstract?: true
  /** In the order of the standard, inherited elements included. */
  readonly elements: Readonly<Record<string, ElementRow>>
  readonly inv?: readonly string[]
}
