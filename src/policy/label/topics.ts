/**
 * Sensitive topics and which of them contain others (R3f). HL7's own tree is flat where people expect depth, so the
 * closure is ours. https://terminology.hl7.org/ValueSet-v3-InformationSensitivityPolicy.html
 */

/** Each topic with those directly inside it. ETH and SUD are read as one. */
const inside: Readonly<Record<string, readonly string[]>> = {
  SPI: ['BH', 'COGN', 'DVD', 'EMOTDIS'],
  BH: ['MH', 'SUD'],
  MH: ['PSY'],
  PSY: ['PSYTHPN'],
  SUD: ['ETH', 'ETHUD', 'OPIOIDUD'],
  ETH: ['SUD'],
  SEX: ['STD'],
}

/** The sensitivity codes of v3-ActCode: what `sen` may hold, besides `?` for a code nobody knows. */
export const sensitivities: readonly string[] = (
  'ADOL B BH CEL COGN DEMO DIA DOB DRGIS DVD EMOTDIS EMP EMPL ETH ETHUD GDIS GENDER HIV LIVARG LOCIS MARST MH MST ' +
  'OPIOIDUD PDS PHY PREGNANT PRS PSY PSYTHPN RACE REL SCA SDV SEX SICKLE SPI SSP STD SUD TBOO VIO'
).split(' ')

export const unknownSensitivity = '?'

/** Obligations, refrains and other policy marks of v3-ActCode: they say what to do, not what it is about (R3b). */
const marks = new Set(
  (
    'ANONY AOD AUDIT AUDTR AUTHPOL CPLYCC CPLYCD CPLYJPP CPLYOPP CPLYOSP CPLYPOL DECLASSIFYLABEL DEID DELAU DELEPOL ' +
    'DOWNGRDLABEL DRIVLABEL ENCRYPT ENCRYPTR ENCRYPTT ENCRYPTU HUAPRV LABEL MASK MINEC NOAUTH NOCOLLECT NODSCLCD ' +
    'NODSCLCDS NOINTEGRATE NOLIST NOMOU NOORGPOL NOPAT NOPERSISTP NORDSCLCD NORDSCLCDS NORDSCLW NORELINK NOREUSE ' +
    'NOVIP ORCON PERSISTLABEL PRIVMARK PSEUD REDACT UPGRDLABEL'
  ).split(' '),
)

const known = new Set(sensitivities)

export function isSensitivity(code: string): boolean {
  return known.has(code)
}

export function isPolicyMark(code: string): boolean {
  return marks.has(code)
}

/** The topics with all that they contain, sorted. */
export function closureOf(topics: readonly string[]): readonly string[] {
  const found = new Set<string>()
  const add = (topic: string): void => {
    if (found.has(topic)) return
    found.add(topic)
    for (const inner of inside[topic] ?? []) add(inner)
  }
  for (const topic of topics) add(topic)
  return [...found].sort()
}
