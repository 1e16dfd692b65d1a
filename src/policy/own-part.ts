/** What a grantee sees of a Consent (L47): the own grant; no denies, no other trustees, no evidence. */
import { isMembers, listOf, type Members, referencesOf } from './content.ts'
import { redacted } from './redacted.ts'

const kept = [
  'resourceType',
  'id',
  'status',
  'scope',
  'category',
  'patient',
  'dateTime',
  'policyRule',
]

/** Search parameters of Consent that the own part answers; all others are as if the element were missing (L25). */
export const ownPartParameters: readonly string[] = [
  '_id',
  '_lastUpdated',
  'category',
  'date',
  'patient',
  'scope',
  'status',
]

/** @param actors the closure of whoever reads (R7) */
export function ownPart(consent: object, actors: ReadonlySet<string>): object {
  const members = consent as Members
  const part: Record<string, unknown> = {}
  for (const name of kept) {
    if (members[name] !== undefined) part[name] = members[name]
    if (name === 'id') part.meta = redacted(members.meta)
  }
  const [first, ...others] = listOf(members.provision).flatMap((root) =>
    grantsFor(root, actors, false),
  )
  if (first === undefined) return part
  return {
    ...part,
    provision:
      others.length === 0
        ? first
        : { ...first, provision: [...listOf(first.provision), ...others] },
  }
}

/** The permits meant for the reader, outermost first; a permit inherits its actors to those inside it. */
function grantsFor(
  provision: unknown,
  actors: ReadonlySet<string>,
  inherited: boolean,
): readonly Members[] {
  if (!isMembers(provision)) return []
  const stated = provision.actor !== undefined
  const mine = listOf(provision.actor).filter((actor) =>
    isMembers(actor) ? referencesOf(actor.reference).some((one) => actors.has(one)) : false,
  )
  const meant = stated ? mine.length > 0 : inherited
  const inside = listOf(provision.provision).flatMap((child) => grantsFor(child, actors, meant))
  if (provision.type !== 'permit' || !meant) return inside
  const { provision: _inside, actor: _actors, ...rest } = provision
  return [
    {
      ...rest,
      ...(mine.length === 0 ? {} : { actor: mine }),
      ...(inside.length === 0 ? {} : { provision: inside }),
    },
  ]
}
