/** Purposes of use and which contain others (R8). https://terminology.hl7.org/ValueSet-v3-PurposeOfUse.html */

/** Each purpose with the next wider one. */
const wider: Readonly<Record<string, string>> = {
  HMARKT: 'PurposeOfUse',
  HOPERAT: 'PurposeOfUse',
  HPAYMT: 'PurposeOfUse',
  HRESCH: 'PurposeOfUse',
  PATRQT: 'PurposeOfUse',
  PUBHLTH: 'PurposeOfUse',
  TREAT: 'PurposeOfUse',
  ...under('HOPERAT', 'CAREMGT DONAT FRAUD GOV HACCRED HCOMPL HDECD HDIRECT HDM HLEGAL HOUTCOMS'),
  ...under('HOPERAT', 'HPRGRP HQUALIMP HSYSADMIN MEMADMIN MILCDM PATADMIN PATSFTY PERFMSR'),
  ...under('HOPERAT', 'RECORDMGT SYSDEV TRAIN'),
  ...under('HSYSADMIN', 'LABELING METAMGT'),
  ...under('SYSDEV', 'HTEST'),
  ...under('HPAYMT', 'CLMATTCH COVAUTH COVERAGE REMITADV'),
  ...under('COVERAGE', 'ELIGDTRM ELIGVER ENROLLM MILDCRG'),
  ...under('HRESCH', 'BIORCH CLINTRCH DSRCH POARCH TRANSRCH'),
  ...under('CLINTRCH', 'CLINTRCHNPC CLINTRCHPC PRECLINTRCH'),
  ...under('PATRQT', 'FAMRQT PWATRNY SUPNWK'),
  ...under('PUBHLTH', 'DISASTER THREAT'),
  ...under('TREAT', 'CLINTRL COC ETREAT POPHLTH'),
  ...under('ETREAT', 'BTG ERTREAT'),
}

/** What a permit without purpose means. */
const care = new Set('TREAT COC CLINTRL POPHLTH PATRQT FAMRQT PWATRNY SUPNWK CAREMGT'.split(' '))

/** A permit must name these, or their emergency ancestor. */
const emergencies = new Set(['ETREAT', 'BTG', 'ERTREAT'])

export function isPurpose(code: string): boolean {
  return code === 'PurposeOfUse' || Object.hasOwn(wider, code)
}

export function isCare(purpose: string): boolean {
  return care.has(purpose)
}

export function isEmergency(purpose: string): boolean {
  return emergencies.has(purpose)
}

/** R16b: what is asked from the patient's side. */
export function isPatientRequest(purpose: string): boolean {
  return isWithin(purpose, 'PATRQT')
}

export function permitsPurpose(listed: readonly string[] | undefined, asked: string): boolean {
  if (listed === undefined) return isCare(asked)
  return listed.some((one) => isWithin(asked, one) && (!isEmergency(asked) || isEmergency(one)))
}

export function deniesPurpose(listed: readonly string[] | undefined, asked: string): boolean {
  return listed === undefined || listed.some((one) => isWithin(asked, one))
}

function isWithin(purpose: string, ancestor: string): boolean {
  for (let at: string | undefined = purpose; at !== undefined; at = wider[at]) {
    if (at === ancestor) return true
  }
  return false
}

function under(parent: string, children: string): Record<string, string> {
  return Object.fromEntries(children.split(' ').map((child) => [child, parent]))
}
