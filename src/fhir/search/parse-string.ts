/** Begins with, `:exact`, `:contains`. https://hl7.org/fhir/R4/search.html#string */
import { badValue, type ParseClause } from './asked.ts'
import { fold, longestText } from './fold.ts'
import { unescapeValue } from './split-value.ts'

export const parseString: ParseClause = (asked) => {
  const match =
    asked.modifier === 'exact' || asked.modifier === 'contains' ? asked.modifier : 'starts'
  return {
    kind: 'string',
    param: asked.definition.code,
    match,
    values: asked.values.map((value) => {
      const original = unescapeValue(value)
      const folded = fold(original)
      if (original.length > longestText || folded.length > longestText)
        throw badValue(asked, `texts of at most ${longestText} characters`)
      // folded to nothing it would begin every text
      if (folded === '' && match !== 'exact')
        throw badValue(asked, 'texts with a letter, digit or symbol')
      return { folded, original }
    }),
  }
}
