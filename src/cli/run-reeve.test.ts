import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { runReeve } from './run-reeve.ts'

interface Said {
  status: number
  said: string
  complained: string
}

/** Runs the command line over files in memory. */
async function reeve(words: string, files: Record<string, string> = {}, input = ''): Promise<Said> {
  const said: string[] = []
  const complained: string[] = []
  const status = await runReeve(words.split(' ').filter(Boolean), {
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
    read: (path) => files[path],
    list: (folder) => listed(files, folder),
    async *lines() {
      yield* input.split('\n')
    },
  })
  return { status, said: said.join('\n'), complained: complained.join('\n') }
}

/** What lies directly in a folder, of files named by their paths. */
function listed(files: Record<string, string>, folder: string): { name: string; isFolder: boolean }[] {
  const inside = Object.keys(files).flatMap((path) =>
    path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
  )
  const names = new Map(inside.map((path) => [path.split('/')[0] ?? path, path.includes('/')]))
  return [...names].map(([name, isFolder]) => ({ name, isFolder }))
}

const good = 'version: 1\nrules:\n  logged: { kind: linked-issue, when: is:pr, why: Everything is logged. }\n'
const bad = 'version: 1\ntiemzone: UTC\nlabels: { a: }\nrules:\n  x: { when: label:b }\n'
const warned = 'version: 1\nlabels: { a: }\nrules:\n  x: { when: label:b }\n'

describe('reeve', () => {
  test('says its version', async () => {
    expect(await reeve('--version')).toEqual({ status: 0, said: packageJson.version, complained: '' })
  })

  test('lists its commands', async () => {
    const { status, said } = await reeve('--help')
    expect(status).toBe(0)
    for (const command of ['check', 'time', 'schema']) expect(said).toContain(`\n  ${command} `)
  })

  test.each([
    ['an unknown command', 'chek', 'Did you mean check?'],
    ['an unknown option', 'check --formt json', 'Did you mean --format?'],
    ['a format that is none', 'check --format yaml', 'Allowed choices are text, json, sarif.'],
    ['no command', '', 'Usage: reeve'],
    ['a question of time without its policy', 'time due --calendar ops', '--policy'],
    ['coverage as json', 'check --coverage --format json', '--coverage goes with --format text only'],
  ])('%s is wrong usage', async (_, words, expected) => {
    const { status, said, complained } = await reeve(words)
    expect({ status, said }).toEqual({ status: 2, said: '' })
    expect(complained).toContain(expected)
  })
})

describe('reeve check', () => {
  test('a valid policy', async () => {
    const { status, said, complained } = await reeve('check a.yml', { 'a.yml': good })
    expect({ status, said, complained }).toEqual({
      status: 0,
      said: '',
      complained: 'a.yml: 1 rule, no problems.',
    })
  })

  test('the usual file, where none is named', async () => {
    expect(await reeve('check', { '.github/reeve.yml': good })).toMatchObject({ status: 0 })
    expect(await reeve('check')).toEqual({
      status: 1,
      said: '',
      complained:
        '.github/reeve.yml: there is no such file, or it cannot be read. Run this at the top of the repository, or name the file.',
    })
  })

  test('problems, each on a line', async () => {
    const { status, said } = await reeve('check a.yml', { 'a.yml': bad })
    expect(status).toBe(1)
    expect(said.split('\n')).toEqual([
      'a.yml:2:1: error: There is no key `tiemzone` here (A key that is not known would be ignored, and the process not kept; Did you mean `timezone`?)',
      'a.yml:5:20: warning: The label `b` is not under `labels:` (A mistyped label matches nothing, and nobody notices; Did you mean `a`? If not, add it under `labels:`.)',
    ])
  })

  test('a policy with warnings only is valid', async () => {
    const { status, said } = await reeve('check a.yml', { 'a.yml': warned })
    expect(status).toBe(0)
    expect(said).toContain('a.yml:4:20: warning:')
  })

  test('several files; one that is missing does not hide the others', async () => {
    const { status, said, complained } = await reeve('check a.yml b.yml c.yml', {
      'a.yml': bad,
      'c.yml': warned,
    })
    expect(status).toBe(1)
    expect(said).toContain('a.yml:2:1')
    expect(said).toContain('c.yml:4:20')
    expect(complained).toContain('b.yml: there is no such file')
  })

  test('a file that is missing, as data', async () => {
    const { status, said, complained } = await reeve('check --format json a.yml')
    expect(status).toBe(1)
    expect(JSON.parse(said)).toEqual([
      {
        file: 'a.yml',
        line: 1,
        column: 1,
        level: 'error',
        code: 'no-such-file',
        message: 'There is no such file, or it cannot be read.',
        fix: 'Look at its name.',
      },
    ])
    expect(complained).toContain('a.yml: there is no such file')
  })

  test('coverage of a policy with errors is not told', async () => {
    const files = { 'a.yml': `${bad}handbook: b.md\n`, 'b.md': 'Everything is logged.\n' }
    const { status, complained } = await reeve('check --coverage a.yml', files)
    expect(status).toBe(1)
    expect(complained).toBe('a.yml: coverage can be told when its errors are mended.')
  })

  test('as JSON: the keys of the contract and no others', async () => {
    const { status, said } = await reeve('check --format json a.yml', { 'a.yml': warned })
    expect(status).toBe(0)
    expect(JSON.parse(said)).toEqual([
      {
        file: 'a.yml',
        line: 4,
        column: 20,
        level: 'warning',
        code: 'undefined-label',
        message: 'The label `b` is not under `labels:`.',
        fix: 'Did you mean `a`? If not, add it under `labels:`.',
      },
    ])
    expect(JSON.parse((await reeve('check --format json a.yml', { 'a.yml': good })).said)).toEqual([])
  })

  test('as SARIF 2.1.0', async () => {
    const { status, said } = await reeve('check --format sarif ./a.yml', { './a.yml': bad })
    expect(status).toBe(1)
    const sarif = JSON.parse(said)
    expect(sarif).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') })
    const [run] = sarif.runs
    expect(run.tool.driver).toMatchObject({ name: 'Reeve' })
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'undefined-label',
      'unknown-key',
    ])
    expect(run.results).toHaveLength(2)
    for (const result of run.results) {
      expect(['error', 'warning']).toContain(result.level)
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
      expect(result.message.text).not.toBe('')
    }
    expect(run.results[0].locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'a.yml' }, region: { startLine: 2, startColumn: 1 } } },
    ])
  })

  test('a handbook is read from the top of the repository', async () => {
    const files = {
      'r/.github/reeve.yml': `handbook: docs/h.md\n${good}`,
      'r/docs/h.md': 'Everything is logged. Nobody shouts.',
    }
    expect(await reeve('check r/.github/reeve.yml', files)).toMatchObject({ status: 0, said: '' })
    const other = { ...files, 'r/docs/h.md': 'Nobody shouts.' }
    expect((await reeve('check r/.github/reeve.yml', other)).said).toContain(
      ':4:51: warning: The handbook does not have this sentence',
    )
    expect((await reeve('check p.yml', { 'p.yml': `handbook: h.md\n${good}` })).said).toContain(
      'p.yml:1:11: warning: There is no such file',
    )
  })

  test('--coverage counts what environments and windows say of themselves', async () => {
    const named = `windows: { w: { open: Sat 09:00-12:00, because: Only on weekends. } }
environments: { tests: { description: Its data is erased. Never two at once. } }
handbook: h.md
`
    const files = {
      'p.yml': `${named}${good}`,
      'h.md': 'Only on weekends. Its data is erased. Sometimes it rains.',
    }
    expect((await reeve('check --coverage p.yml', files)).said).toContain('h.md:1: Sometimes it rains.')
    expect((await reeve('check --coverage p.yml', files)).complained).toContain('2 of 3 sentences')
  })

  test('--coverage lists the sentences that no rule quotes', async () => {
    const files = {
      'p.yml': `handbook: h.md\n${good}`,
      'h.md': '# Rules\n\n- Everything is logged.\n- Nobody shouts.\n',
    }
    expect(await reeve('check --coverage p.yml', files)).toEqual({
      status: 0,
      said: 'h.md:4: Nobody shouts.',
      complained: 'p.yml: 1 rule, no problems.\nh.md: 1 of 2 sentences are quoted by a rule.',
    })
    expect((await reeve('check --coverage p.yml', { 'p.yml': good })).complained).toContain(
      '--coverage needs a handbook',
    )
  })
})

describe('reeve time', () => {
  const policy =
    'version: 1\ntimezone: Africa/Cairo\ncalendars: { ops: { hours: Sun-Thu 09:00-17:00 } }\nwindows: { release: { open: Sun-Wed 00:00-24:00 } }\npeople: { oncall: { rotation: ["@ann", "@bo"], from: 2026-01-05T09:00 } }\n'
  const files = { 'p.yml': policy, 'bad.yml': bad }

  test.each([
    ['time due --policy p.yml --calendar ops --from 2026-01-05T07:00:00Z --for 2h', '2026-01-05T09:00:00Z'],
    [
      'time spent --policy p.yml --calendar ops --from 2026-01-05T07:00:00Z --to 2026-01-05T08:00:00Z',
      '3600',
    ],
    [
      'time open --policy p.yml --calendar ops --from 2026-01-05T00:00:00Z --to 2026-01-06T00:00:00Z',
      '[["2026-01-05T07:00:00Z","2026-01-05T15:00:00Z"]]',
    ],
    [
      'time window --policy p.yml --window release --at 2026-01-05T12:00:00Z',
      '{"open":true,"changes":"2026-01-07T22:00:00Z"}',
    ],
    [
      'time who --policy p.yml --people oncall --at 2026-01-05T12:00:00Z',
      '{"who":["ann"],"until":"2026-01-12T07:00:00Z"}',
    ],
  ])('%s', async (words, answer) => {
    expect(await reeve(words, files)).toEqual({ status: 0, said: answer, complained: '' })
  })

  test('a policy with problems says them and answers nothing', async () => {
    const { status, said, complained } = await reeve('time due --policy bad.yml --calendar ops', files)
    expect({ status, said }).toEqual({ status: 1, said: '' })
    expect(complained).toContain('bad.yml:2:1: error:')
  })

  test('a policy that is not there', async () => {
    expect(await reeve('time due --policy no.yml', files)).toMatchObject({ status: 1, said: '' })
  })

  test('a calendar that is not there is wrong usage', async () => {
    expect(
      await reeve('time due --policy p.yml --calendar opps --from 2026-01-05T07:00:00Z --for 2h', files),
    ).toMatchObject({ status: 2, said: '' })
  })

  test('--batch answers one a line, also where a line is wrong', async () => {
    const input = [
      '{"calendar":"ops","from":"2026-01-05T07:00:00Z","for":"2h"}',
      'no json',
      '',
      '{"calendar":"ops","from":"2026-01-05T07:00:00Z","for":"3h"}',
    ].join('\n')
    const { status, said } = await reeve('time due --policy p.yml --batch', files, input)
    expect(status).toBe(1)
    const [first, second, third, ...more] = said.split('\n')
    expect([first, third, more]).toEqual(['2026-01-05T09:00:00Z', '2026-01-05T10:00:00Z', []])
    expect(JSON.parse(second ?? '')).toHaveProperty('error')
  })
})
