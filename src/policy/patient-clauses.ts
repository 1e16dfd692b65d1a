/**
 * The clause of each patient, joined for items of one and of several (consent.md 8.4, 8.5). What a patient who has said
 * nothing leaves open stands once for all, minus those who close it; what others add is a branch of theirs, and
 * patients with equal clauses share one.
 */
import { and, type Clause, isSame, none, nor, oneOf, or, partsOf } from './clause.ts'
import { patientClause } from './consent/patient-clause.ts'
import type { Context } from './context.ts'
import { type Directives, noDirectives } from './directives.ts'

export interface LawOptions {
  /**
   * false leaves out what is seen in part alone, a Patient's stub and the own part of a Consent: for criteria on what
   * that part does not show (L25). True by default.
   */
  readonly stub?: boolean
  /** the patients of each item that belongs to several, if all of them stand in the law */
  readonly together?: readonly (readonly string[])[]
  /** true: the patients of every such item that the query can meet stand in the law */
  readonly complete?: boolean
}

interface Group {
  readonly clause: Clause
  readonly patients: string[]
}

export class PatientClauses {
  /** of a patient who has said nothing */
  readonly #silent: Clause
  readonly #clauses = new Map<string, Clause>()
  readonly #groups: readonly Group[]
  readonly #options: LawOptions

  constructor(context: Context, law: ReadonlyMap<string, Directives>, options: LawOptions) {
    this.#options = options
    const stubs = options.stub ?? true
    // the empty reference is no patient's: nobody owns it, no session is for it
    this.#silent = patientClause(context, noDirectives(''), { stubs })
    const groups = new Map<string, Group>()
    for (const [patient, directives] of withConcerned(context, law)) {
      const clause = patientClause(context, directives, { stubs })
      this.#clauses.set(patient, clause)
      const key = JSON.stringify(clause)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { clause, patients: [patient] })
      else group.patients.push(patient)
    }
    this.#groups = [...groups.values()]
  }

  of(patient: string): Clause {
    return this.#clauses.get(patient) ?? this.#silent
  }

  /** All patients of the law have the same clause. */
  get alike(): boolean {
    return this.#groups.length <= 1
  }

  /** What is open of any item of a patient, unless it is one who closes it. */
  shared(): readonly Clause[] {
    return partsOf(this.#silent).map((part) => and(nor(oneOf('cmp', this.#without(part))), part))
  }

  /** Items of one patient each, beyond what is shared. */
  single(): Clause {
    const shared = partsOf(this.#silent)
    return or(
      ...this.#groups.map(({ clause, patients }) => {
        const added = partsOf(clause).filter((part) => !shared.some((one) => isSame(one, part)))
        return and(oneOf('cmp', patients), or(...added))
      }),
    )
  }

  /** Items of several patients, beyond what is shared: each must permit (R21). */
  several(): Clause {
    const each = this.#groups.map(({ clause, patients }) => or(nor(oneOf('cmp', patients)), clause))
    return and({ is: 'gt', column: 'cpn', value: 1 }, this.#known(), ...each)
  }

  /** Unless all patients of an item are known, one of them may have said nothing. */
  #known(): Clause {
    if (this.#options.complete === true) return nor(none)
    const foretold = (this.#options.together ?? [])
      .filter((set) => set.every((patient) => this.#clauses.has(patient)))
      .map((set) => and(oneOf('cpn', [set.length]), ...set.map((one) => oneOf('cmp', [one]))))
    // where nobody closes what is shared, it has been said already
    const closed = partsOf(this.#silent).filter((part) => this.#without(part).length > 0)
    return or(...closed, ...foretold)
  }

  #without(part: Clause): readonly string[] {
    return this.#groups
      .filter(({ clause }) => !partsOf(clause).some((one) => isSame(one, part)))
      .flatMap(({ patients }) => patients)
  }
}

/** The asker herself, an emergency's patient and those who may be named are met even if they have said nothing. */
function withConcerned(
  context: Context,
  law: ReadonlyMap<string, Directives>,
): ReadonlyMap<string, Directives> {
  const all = new Map(law)
  for (const patient of [context.owner, context.emergency?.patient, ...context.nameable]) {
    if (patient !== undefined && !all.has(patient)) all.set(patient, noDirectives(patient))
  }
  return all
}
