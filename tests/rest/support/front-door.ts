/** The real HTTP chain over a fake record, with three people who hold tokens. */
import type { Express } from 'express'
import supertest from 'supertest'
import { buildApp } from '#app.ts'
import { OutcomeError } from '#fhir/outcome.ts'
import type { Log, LogFields } from '#log.ts'
import type { Principal } from '#policy/principal.ts'
import { bodyLimits, type RestDoor } from '#rest/door.ts'
import { type FakeRecord, fakeRecord } from './fake-record.ts'

export const base = 'https://amanah.example/fhir'
export const now = Date.UTC(2024, 5, 1)

const common = { scopes: [], ceiling: 'R', grant: 'g', steppedUp: false } as const
const device = (id: string) => ({ id, device: `Device/${id}`, name: id }) as const

const principals: Readonly<Record<string, Principal>> = {
  siti: {
    ...common,
    kind: 'patient',
    who: 'Patient/siti',
    patient: 'Patient/siti',
    purpose: 'PATRQT',
    client: device('diary'),
  },
  'siti-elsewhere': {
    ...common,
    kind: 'patient',
    who: 'Patient/siti',
    patient: 'Patient/siti',
    purpose: 'PATRQT',
    client: device('other-app'),
  },
  'siti-research': {
    ...common,
    kind: 'patient',
    who: 'Patient/siti',
    patient: 'Patient/siti',
    purpose: 'HRESCH',
    client: device('diary'),
  },
  lim: { ...common, kind: 'practitioner', who: 'Practitioner/lim', purpose: 'TREAT' },
}

export interface FrontDoor {
  readonly app: Express
  readonly record: FakeRecord
  readonly logged: readonly LogFields[]
  /** a request with somebody's token; nobody's with `as('')` */
  as(name: string): ReturnType<typeof supertest.agent>
}

export function frontDoor(change: Partial<RestDoor> = {}): FrontDoor {
  const record = fakeRecord()
  const logged: LogFields[] = []
  let ids = 0
  let seed = 0
  const door: RestDoor = {
    record,
    authenticate: async (header) => {
      const found = principals[header?.replace('Bearer ', '') ?? '']
      if (found === undefined) throw OutcomeError.login()
      return found
    },
    base,
    timeZone: 'UTC',
    clock: () => now,
    randomId: () => `request-${++ids}`,
    randomBytes: (length) => new Uint8Array(length).fill(++seed),
    pageKey: new Uint8Array(32).fill(7),
    software: { name: 'Amanah', version: '0.1.0' },
    health: { ready: async () => true, sizes: async () => ({ resources: 3, versions: 1 }) },
    log: logTo(logged),
    narrow: {},
    limits: bodyLimits,
    ...change,
  }
  const app = buildApp({ rest: door })
  return {
    app,
    record,
    logged,
    as: (name) =>
      name === ''
        ? supertest.agent(app)
        : supertest.agent(app).set('Authorization', `Bearer ${name}`),
  }
}

function logTo(lines: LogFields[]): Log {
  const write = (fields: LogFields): void => {
    lines.push(fields)
  }
  return { trace: write, debug: write, info: write, warn: write, error: write, fatal: write }
}
