/** A small registry for tests: two organisations, a doctor of each, an educator, and the clinic's own system. */
import type { Resource } from '@medplum/fhirtypes'
import { registry } from '#seed/registry.ts'
import { type AppOptions, openApp, register, type TestApp } from './app.ts'

export interface Town {
  readonly app: TestApp
  /** tokens */
  readonly clinic: string
  readonly lim: string
  readonly budi: string
  readonly aminah: string
  /** of a patient */
  patient(ref: string): Promise<string>
}

/** The app with the demo's registry, and the clinic's system allowed to choose ids that begin with `rimba-`. */
export async function openTown(options: AppOptions = {}): Promise<Town> {
  const app = await openApp(options)
  const { admin } = app.context
  await register(
    app,
    (registry.entry ?? []).map((entry) => entry.resource as Resource),
  )
  const { client_id } = await admin.addClient({
    name: 'Rimba Clinic records',
    organization: 'Rimba Clinic',
    scope: 'system/*.cruds',
    purpose: 'TREAT',
    ids: { prefix: 'rimba-' },
  })
  return {
    app,
    clinic: await admin.mintForClient({ client: client_id }),
    lim: await admin.mintForPerson({ who: 'Practitioner/lim' }),
    budi: await admin.mintForPerson({ who: 'Practitioner/budi' }),
    aminah: await admin.mintForPerson({ who: 'Practitioner/aminah' }),
    patient: (ref) => admin.mintForPerson({ who: ref }),
  }
}
