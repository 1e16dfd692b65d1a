/** Where and for whom a line is rendered. */
export interface Site {
  /** absolute FHIR base, without trailing slash */
  readonly base: string
  /** the patient who reads it: of a line about several people she is shown her own part alone */
  readonly reader?: string
}
