/** `client add`: registers the backend of a clinic (smart.md 10). */
import { parseArgs } from 'node:util'
import { type Command, UsageError } from './command.ts'
import { readJwks } from './read-jwks.ts'
import type { ClientInput } from './toolbox.ts'
import { withToolbox } from './with-toolbox.ts'

export const clientAdd: Command = {
  name: 'client add',
  summary: 'register the backend of a clinic and its organisation',
  help: `
Usage: npm run -s amanah -- client add --name "…" --organization "…" --scope "…" [options]

Prints one JSON object: client_id, organization, id_prefix (null if it may not choose ids).

  --name "…"                 the client's name
  --organization "…"         the organisation it acts for; one of that name is created, or reused
  --scope "…"                system/ scopes separated by blanks, say "system/*.cruds"
  --purpose CODE             its one purpose of use, a v3-ActReason code; TREAT without
  --jwks FILE|URL            its public keys: a JWK set in a file, or the https address of one
  --may-assign-ids [PREFIX]  it may choose ids that begin with PREFIX; without PREFIX one is made
`,
  async run(argv, io) {
    const { values } = parseArgs({
      args: withOptionalPrefix(argv),
      options: {
        name: { type: 'string' },
        organization: { type: 'string' },
        scope: { type: 'string' },
        purpose: { type: 'string', default: 'TREAT' },
        jwks: { type: 'string' },
        'may-assign-ids': { type: 'string' },
        'make-id-prefix': { type: 'boolean' },
      },
    })
    const input: ClientInput = {
      name: needed(values.name, '--name'),
      organization: needed(values.organization, '--organization'),
      scope: needed(values.scope, '--scope'),
      purpose: values.purpose,
      ...(values.jwks === undefined ? {} : await readJwks(values.jwks)),
      ...idsOf(values['may-assign-ids'], values['make-id-prefix']),
    }
    const added = await withToolbox(io, ({ admin }) => admin.addClient(input))
    const { client_id, organization, id_prefix } = added
    io.stdout.write(`${JSON.stringify({ client_id, organization, id_prefix })}\n`)
    return 0
  },
}

/** parseArgs knows no option whose value may be left out. */
function withOptionalPrefix(argv: readonly string[]): string[] {
  return argv.map((word, at) => {
    const next = argv[at + 1]
    if (word === '--may-assign-ids' && (next === undefined || next.startsWith('--')))
      return '--make-id-prefix'
    return word
  })
}

function idsOf(prefix: string | undefined, isMade: boolean | undefined): Pick<ClientInput, 'ids'> {
  if (isMade === true) return { ids: 'made' }
  if (prefix === undefined) return {}
  if (!/^[A-Za-z0-9\-.]{0,32}$/.test(prefix))
    throw new UsageError('A prefix of ids has at most 32 letters, digits, dots and hyphens.')
  return { ids: { prefix } }
}

function needed(value: string | undefined, option: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`${option} is missing.`)
  return value.trim()
}
