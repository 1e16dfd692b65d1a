/** What Node 24 knows and TypeScript 5.9's library does not: https://github.com/tc39/proposal-json-parse-with-source */

interface RawJSON {
  readonly rawJSON: string
}

interface JSON {
  /** `text` is one JSON primitive; `JSON.stringify` writes it as it stands. */
  rawJSON(text: string): RawJSON
  isRawJSON(value: unknown): value is RawJSON
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown
}
