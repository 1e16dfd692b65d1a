/** What an import sends at one time: a whole file, or one line of a list. */

export interface Item {
  /** as a report names it: `0-hospitals.json.gz`, `Patient.ndjson line 7` */
  readonly name: string
  /** bytes of the file that it stands for: how far the import is */
  readonly bytes: number
  /** OutcomeError if it cannot be read */
  text(): Promise<string>
}
