/** The one Consent of category `posture` that holds a patient's settings (R16b, R19, R20, R25). */
import { codesOf, extensionsOf, isMembers, listOf, type Members, textAt } from '../content.ts'
import { defaultSettings, type Posture, type postures, type Settings } from '../directives.ts'
import { extensions, posturePrefix, systems } from '../systems.ts'

export function isPosture(consent: object): boolean {
  return codesOf((consent as Members).category).includes(`${systems.consentCategory}|posture`)
}

/**
 * Her settings, or none if this is not an active posture. What is not understood keeps the default, and an unknown
 * posture is `trusted-only`: nothing opens by a word nobody knows.
 */
export function settingsOf(consent: object): Settings | undefined {
  const members = consent as Members
  if (!isPosture(consent) || members.status !== 'active') return undefined
  const emergency = textAt(only(members, extensions.emergencyCeiling), 'valueCode')
  const hold = only(members, extensions.longestHold)?.valueUnsignedInt
  return {
    posture: postureOf(members),
    emergency:
      emergency === 'N' || emergency === 'R' || emergency === 'off'
        ? emergency
        : emergency === undefined
          ? defaultSettings.emergency
          : 'off',
    longestHold: typeof hold === 'number' && hold >= 0 ? hold : defaultSettings.longestHold,
    dropBox: only(members, extensions.dropBox)?.valueBoolean !== false,
    discoverable: only(members, extensions.discoverable)?.valueBoolean === true,
    tellThem: only(members, extensions.tellThem)?.valueBoolean === true,
    stubElements: extensionsOf(members, extensions.stubElement).flatMap(
      (extension) => textAt(extension, 'valueCode') ?? [],
    ),
  }
}

/** If several are named, the strictest. */
function postureOf(consent: Members): Posture {
  const named = new Set(
    listOf(consent.policy).flatMap((policy) => {
      const uri = isMembers(policy) ? textAt(policy, 'uri') : undefined
      return uri?.startsWith(posturePrefix) ? [uri.slice(posturePrefix.length)] : []
    }),
  )
  return strictestFirst.find((posture) => named.has(posture)) ?? defaultSettings.posture
}

const strictestFirst: readonly Posture[] = [
  'closed',
  'emergency-only',
  'trusted-only',
  'care-team',
  'open-care',
] satisfies readonly (typeof postures)[number][]

function only(consent: Members, url: string): Members | undefined {
  return extensionsOf(consent, url)[0]
}
