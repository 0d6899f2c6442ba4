import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { actionShape } from '../../src/rules/actions-schema.ts'

/**
 * Imports point one way (ARCHITECTURE.md, Rooms). For each room: the rooms it may import from, beside itself.
 * `zod`, `yaml` and other libraries are no rooms; what pure rooms may not touch is listed below.
 */
const pure = ['core', 'time', 'query', 'rules', 'policy', 'engine', 'planner', 'render']
const below: Readonly<Record<string, readonly string[]>> = {
  core: [],
  time: ['core'],
  query: ['core', 'time'],
  rules: ['core', 'time', 'query'],
  policy: ['core', 'time', 'query', 'rules'],
  engine: ['core', 'time', 'query'],
  render: ['core', 'time'],
  planner: ['core', 'render'],
  pipeline: pure,
  github: [...pure, 'pipeline'],
  store: ['core', 'pipeline'],
  practice: [],
  web: [...pure, 'pipeline', 'github', 'store'],
  cli: [...pure, 'pipeline', 'github', 'store', 'web', 'practice', ''],
  '': [...pure, 'pipeline', 'github', 'store', 'web', 'practice', 'cli'],
}

const source = resolve('src')

interface Import {
  from: string
  file: string
  to: string
  what: string
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : []
  })
}

function roomOf(path: string): string {
  const [first, ...rest] = relative(source, path).split('/')
  return rest.length === 0 ? '' : (first ?? '')
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:^|\n)(?:import|export)\b[^'"\n]*?(?:from )?['"]([^'"]+)['"]/g)].map(
    (found) => {
      const what = found[1] ?? ''
      return {
        file: relative(source, file),
        from: roomOf(file),
        to: what.startsWith('.') ? roomOf(resolve(dirname(file), what)) : what,
        what,
      }
    },
  )
}

const files = filesIn(source)
const all = files.flatMap(importsOf)

describe('imports', () => {
  it('are found', () => {
    expect(all.length).toBeGreaterThan(200)
  })

  it('point one way', () => {
    const wrong = all.filter(
      ({ from, to, what }) => what.startsWith('.') && from !== to && !below[from]?.includes(to),
    )
    expect(
      wrong.filter(({ what }) => !what.endsWith('.json')).map(({ file, what }) => `${file} imports ${what}`),
    ).toEqual([])
  })

  it('leave rule kinds apart from each other', () => {
    const kinds = all.filter(({ file, what }) => {
      const own = /^rules\/([^/]+)\//.exec(file)?.[1]
      const other = /^\.\.\/([a-z-]+)\/[^/]+$/.exec(what)?.[1]
      return own !== undefined && other !== undefined
    })
    expect(kinds.map(({ file, what }) => `${file} imports ${what}`)).toEqual([])
  })

  it('bring neither waiting nor the outside into pure rooms', () => {
    const outside = all.filter(
      ({ from, what }) => pure.includes(from) && /^(node:|@octokit|probot|pg|@electric-sql)/.test(what),
    )
    expect(outside.map(({ file, what }) => `${file} imports ${what}`)).toEqual([])
  })
})

describe('pure rooms', () => {
  const forbidden = /\bawait\b|\basync\b|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\./
  const inPure = files.filter((file) => pure.includes(roomOf(file)))

  it.each(inPure.map((file) => relative(source, file)))(
    '%s has no clock, no chance, nothing to wait for',
    (file) => {
      const code = readFileSync(join(source, file), 'utf8').replace(
        /\/\*[\s\S]*?\*\/|\/\/.*|`(?:\\.|[^`])*`|'(?:\\.|[^'\n])*'/g,
        '',
      )
      expect(forbidden.exec(code)?.[0]).toBeUndefined()
    },
  )
})

describe('nobody outside the folders of kinds', () => {
  it('branches on the name of a kind', () => {
    const names = readdirSync(join(source, 'rules'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
    const places = files.filter((file) => ['engine', 'planner', 'render', 'pipeline'].includes(roomOf(file)))
    // An action may have the name of a kind; it is the action that is told apart there.
    const actions = Object.keys(actionShape())
    const isNamed = (text: string, name: string) =>
      actions.includes(name)
        ? new RegExp(`kind(?:\\.name)?\\W{1,8}'${name}'`).test(text)
        : text.includes(`'${name}'`)
    const found = places.filter((file) => names.some((name) => isNamed(readFileSync(file, 'utf8'), name)))
    expect(found.map((file) => relative(source, file))).toEqual([])
  })
})
