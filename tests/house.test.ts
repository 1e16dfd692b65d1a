/** The house keeps its own rules: house.md 2, 5, 6, 8 and 9. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { settings, settingsTable } from '#config/settings.ts'

const run = promisify(execFile)
const sources = globSync('src/**/*.{ts,tsx}').filter((file) => !file.startsWith('src/portal/'))
const roomsHere = [...new Set(sources.map((file) => file.split('/').slice(0, 2).join('/')))].filter(
  (path) => !path.endsWith('.ts'),
)

/** The text without comments: a comment may name what code may not call. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')
}

function filesWith(pattern: RegExp, except: readonly string[]): string[] {
  return sources.filter((file) => !except.includes(file) && pattern.test(codeOf(file)))
}

describe('the house', () => {
  it('lets nobody call whom the arrows do not name', async function () {
    this.timeout(120_000)
    const bin = join('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs')
    const places = ['src', 'tests', 'seed', 'profiles'].filter((place) => existsSync(place))
    const { stdout } = await run(process.execPath, [bin, '--output-type', 'err', ...places]).catch(
      (failure: { stdout?: string; stderr?: string }) =>
        assert.fail(`${failure.stdout ?? ''}${failure.stderr ?? ''}`),
    )
    assert.match(stdout, /no dependency violations found/)
  })

  for (const room of roomsHere)
    it(`has a README of at most 20 lines in ${room}`, () => {
      const lines = readFileSync(join(room, 'README.md'), 'utf8').trimEnd().split('\n')
      assert.ok(lines.length <= 20, `${lines.length} lines`)
    })

  it('reads clock and chance in context.ts alone', () => {
    const worldly = /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\brandomUUID\b/
    assert.deepEqual(filesWith(worldly, ['src/context.ts']), [])
  })

  it('reads the environment in config/env.ts alone, by the names of the settings', () => {
    assert.deepEqual(filesWith(/\bprocess\.env\b|\bprocess\[/, ['src/config/env.ts']), [])
    assert.deepEqual(codeOf('src/config/env.ts').match(/process\.env.*/g), ['process.env[name]'])
    assert.equal(new Set(settings.map(({ name }) => name)).size, settings.length)
  })

  it('shows the table of settings in the README as it is', () => {
    assert.ok(
      readFileSync('README.md', 'utf8').includes(settingsTable()),
      `README.md lacks:\n${settingsTable()}`,
    )
  })

  it('writes nothing to the console outside the command line', () => {
    assert.deepEqual(filesWith(/\bconsole\./, []), [])
  })

  it('has no file above 300 lines', () => {
    const long = globSync('{src,tests,seed,profiles}/**/*.{ts,tsx,cjs}')
      .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300)
    assert.deepEqual(long, [])
  })

  it('names files in kebab-case and no folder after nothing', () => {
    const names = sources.map((file) => file.slice('src/'.length))
    assert.deepEqual(
      names.filter((name) => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.d)?\.tsx?$/.test(name)),
      [],
    )
    assert.deepEqual(
      names.filter((name) =>
        /(^|\/)(utils?|helpers?|lib|common|shared)\//.test(`${dirname(name)}/`),
      ),
      [],
    )
  })

  it('pins every package to one version', () => {
    const text = readFileSync('package.json', 'utf8')
    const { dependencies, devDependencies } = JSON.parse(text) as Record<
      string,
      Record<string, string>
    >
    const versions = Object.entries({ ...dependencies, ...devDependencies })
    assert.deepEqual(
      versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
      [],
    )
  })
})
