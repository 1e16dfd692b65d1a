/** The part of @lhncbc/ucum-lhc that quantities need. */
declare module '@lhncbc/ucum-lhc' {
  interface BaseUnits {
    readonly status: 'succeeded' | 'failed' | 'invalid' | 'error'
    readonly magnitude?: number
    readonly unitToExp?: Readonly<Record<string, number>>
    readonly fromUnitIsSpecial?: boolean
  }

  interface Unit {
    readonly moleExp_: number
    readonly equivalentExp_: number
    readonly isArbitrary_: boolean
  }

  export class UcumLhcUtils {
    static getInstance(): UcumLhcUtils
    convertToBaseUnits(unit: string, value: number): BaseUnits
    getSpecifiedUnit(unit: string, action: 'validate'): { readonly unit: Unit | null }
  }
}
