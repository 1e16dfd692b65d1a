/** `registry add`: the only way to a registry row (R7) until accounts land. */
import { parseArgs } from 'node:util'
import { type Command, UsageError } from './command.ts'
import { readWhole } from './import/read-whole.ts'
import { registryBundle } from './registry-bundle.ts'
import { withToolbox } from './with-toolbox.ts'

export const registryAdd: Command = {
  name: 'registry add',
  summary: 'add organisations, practitioners, roles, services and care teams to the registry',
  help: `
Usage: npm run -s amanah -- registry add FILE

FILE is a Bundle (json, or json.gz) of Organization, Practitioner, PractitionerRole, HealthcareService and CareTeam.
An entry without request is written under its id if it has one, else created. All or nothing. Prints one line per
entry: what was done, and the resource.
`,
  async run(argv, io) {
    const { positionals } = parseArgs({ args: [...argv], options: {}, allowPositionals: true })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new UsageError('Name one file.')
    const bundle = registryBundle(await readWhole(file))
    const answer = await withToolbox(io, ({ admin }) => admin.addRegistry(bundle))
    for (const { status, location } of answer.entries) {
      const what = status === 201 ? 'created' : 'kept or updated'
      io.stdout.write(`${what} ${location?.split('/_history/')[0] ?? ''}\n`)
    }
    return 0
  },
}
