/** The shapes of the snapshot, so that the checker does not infer types from half a megabyte of literals. */
declare module '#profiles/base/elements.json' {
  const table: Readonly<Record<string, import('../../src/fhir/definitions/type-row.ts').TypeRow>>

  export { table as default }
}
declare module '#profiles/base/bindings.json' {
  /** Value set → code system → codes. */
  const table: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

  export { table as default }
}
declare module '#profiles/base/invariants.json' {
  const table: Readonly<
    Record<string, readonly [severity: 'e' | 'w', human: string, expression: string]>
  >

  export { table as default }
}
