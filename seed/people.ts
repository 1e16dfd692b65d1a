/** The people of the demo clinic. Ids are chosen by the registry and by the clinic's own system, so they never change. */

export const clinic = {
  organization: 'Organization/rimba-clinic',
  name: 'Rimba Clinic',
  service: 'HealthcareService/rimba-educators',
  team: 'CareTeam/rimba-educators',
}

export const hospital = { organization: 'Organization/tutong-hospital', name: 'Tutong Hospital' }

/** The clinic's own system: it names what it records by ids that begin so. */
export const idPrefix = 'rimba-'

export interface Person {
  readonly ref: string
  readonly name: string
  readonly who: string
}

export const siti: Person = {
  ref: 'Patient/rimba-siti',
  name: 'Siti binti Haji Omar',
  who: 'a patient with diabetes',
}
export const omar: Person = {
  ref: 'Patient/rimba-omar',
  name: 'Haji Omar bin Yusof',
  who: "Siti's father",
}
export const ali: Person = { ref: 'Patient/rimba-ali', name: 'Ali bin Rahman', who: "Siti's son" }
export const lim: Person = {
  ref: 'Practitioner/lim',
  name: 'Dr Lim Wei Ming',
  who: 'a doctor of Rimba Clinic',
}
export const budi: Person = {
  ref: 'Practitioner/budi',
  name: 'Dr Budi Santoso',
  who: 'a doctor of Tutong Hospital',
}
export const aminah: Person = {
  ref: 'Practitioner/aminah',
  name: 'Aminah binti Salleh',
  who: 'a health educator of Rimba Clinic',
}

export const people: readonly Person[] = [siti, omar, ali, lim, budi, aminah]
