/** `token`: mints an access token until the authorization server lands. */
import { parseArgs } from 'node:util'
import { type Command, UsageError } from './command.ts'
import { withToolbox } from './with-toolbox.ts'

const person = /^(Patient|Practitioner|PractitionerRole|RelatedPerson)\/[A-Za-z0-9\-.]{1,64}$/

export const token: Command = {
  name: 'token',
  summary: 'mint an access token for a client or a person',
  help: `
Usage: npm run -s amanah -- token --client ID [--scope "…"] [--minutes N]
       npm run -s amanah -- token --as Patient/… [--scope "…"] [--minutes N]

Prints the token alone on the last line.

  --client ID    a backend, within the scopes of its registration
  --as REF       Patient/…, Practitioner/…, PractitionerRole/… or RelatedPerson/…: a person of the registry, a
                 RelatedPerson whom a patient wrote, or a Patient whom no account has claimed; it counts as that
                 person's own session with a fresh second factor
  --scope "…"    SMART scopes separated by blanks; without it all that is allowed
  --minutes N    how long it lives, at most 120; 60 without
`,
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        client: { type: 'string' },
        as: { type: 'string' },
        scope: { type: 'string' },
        minutes: { type: 'string' },
      },
    })
    const { client, as: who, scope } = values
    const input = {
      ...(scope === undefined ? {} : { scope }),
      ...(values.minutes === undefined ? {} : { minutes: minutesOf(values.minutes) }),
    }
    if ((client === undefined) === (who === undefined))
      throw new UsageError('Say either --client or --as.')
    if (who !== undefined && !person.test(who))
      throw new UsageError(
        '--as names a Patient, Practitioner, PractitionerRole or RelatedPerson, say Patient/123.',
      )
    const minted = await withToolbox(io, ({ admin }) =>
      client === undefined
        ? admin.mintForPerson({ ...input, who: who ?? '' })
        : admin.mintForClient({ ...input, client }),
    )
    io.stdout.write(`${minted}\n`)
    return 0
  },
}

function minutesOf(text: string): number {
  const minutes = Number(text)
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 120)
    throw new UsageError('--minutes is a whole number from 1 to 120.')
  return minutes
}
