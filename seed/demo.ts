/**
 * `npm run demo`: the main job played against the running server with the people of the demo clinic: each request, its
 * answer, and in one sentence why. Ends with 1 if a step does not come out as told; can be played any number of times.
 */
import { styleText } from 'node:util'
import { openSeed } from './open-seed.ts'
import { type Answer, faultOf } from './session.ts'
import { story } from './story.ts'

if (process.argv.includes('--help')) {
  process.stdout.write(
    'Usage: npm run demo\n\nPlays the main job against the server started with `npm start`, step by step.\n',
  )
  process.exit(0)
}

const context = await openSeed()
const colored = process.stdout.isTTY && context.config.color
const paint = (style: 'bold' | 'green' | 'red' | 'dim', text: string): string =>
  colored ? styleText(style, text) : text

let number = 0
try {
  await story(context, {
    chapter: (title) => process.stdout.write(`\n${paint('bold', title)}\n`),
    step(told, holds, answer, why) {
      number++
      const mark = holds ? paint('green', 'as told') : paint('red', 'NOT AS TOLD')
      process.stdout.write(`\n${number}. ${told}\n   ${summary(answer)}  ${mark}\n`)
      process.stdout.write(`   ${paint('dim', why)}\n`)
      if (!holds) throw new Error(`step ${number} did not come out as told: ${faultOf(answer)}`)
    },
  })
  process.stdout.write(`\n${paint('green', `All ${number} steps came out as told.`)}\n`)
} catch (fault) {
  process.stderr.write(`\n${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exitCode = 1
} finally {
  await context.close()
}

function summary(answer: Answer): string {
  const body = answer.body as { resourceType?: string; total?: number } | undefined
  const what = body?.resourceType ?? 'no body'
  const total = body?.total === undefined ? '' : `, total ${body.total}`
  return `→ ${answer.status} ${what}${total}`
}
