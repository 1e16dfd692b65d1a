/** The shapes of the search tables, so that the checker does not infer types from their literals. */
declare module '#profiles/base/search-parameters.json' {
  /** Last part of the definition's url → parameter. */
  const table: Readonly<Record<string, import('../../src/fhir/search/parameters.ts').ParameterRow>>

  export { table as default }
}
declare module '#profiles/base/compartments.json' {
  /** Compartment → member type → parameters; `_id` = the owner itself. */
  const table: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

  export { table as default }
}
declare module '#profiles/compartment-extension.json' {
  /** Type → alternatives in order, each a list of parameters: the first that names an owner counts. */
  const table: Readonly<Record<string, readonly (readonly string[])[]>>

  export { table as default }
}
