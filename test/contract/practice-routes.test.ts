import { readFileSync } from 'node:fs'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { expect, test } from 'vitest'
import { routes } from '../../src/practice/rest/index.ts'
import { githubSchema } from './graphql.ts'
import { readSlim } from './validate-request.ts'

/** Names of path parameters do not matter, their places do. */
function places(method: string, path: string): string {
  return `${method} ${path.replace(/\{\w+\}/g, '{}')}`
}

test('every route of the practice GitHub is one of GitHub’s', () => {
  const github = new Set(readSlim().operations.map(({ method, path }) => places(method, path)))
  const unknown = routes.filter(({ method, path }) => !github.has(places(method, path)))
  expect(unknown.map(({ method, path }) => places(method, path))).toEqual([])
})

test('no two routes mean the same', () => {
  const all = routes.map(({ method, path }) => places(method, path))
  expect(all.filter((each, index) => all.indexOf(each) !== index)).toEqual([])
})

test('the practice GraphQL schema says nothing that GitHub’s does not', () => {
  const text = readFileSync(new URL('../../src/practice/graphql/schema.graphql', import.meta.url), 'utf8')
  const wrong: string[] = []
  for (const type of Object.values(buildSchema(text).getTypeMap())) {
    if (type.name.startsWith('__')) continue
    const theirs = githubSchema().getType(type.name)
    if (!theirs) wrong.push(type.name)
    if (isEnumType(type) && isEnumType(theirs)) {
      const words = new Set(theirs.getValues().map((each) => each.name))
      wrong.push(
        ...type.getValues().flatMap((each) => (words.has(each.name) ? [] : [`${type.name}.${each.name}`])),
      )
    }
    if (isUnionType(type) && isUnionType(theirs)) {
      const members = new Set(theirs.getTypes().map((each) => each.name))
      wrong.push(
        ...type.getTypes().flatMap((each) => (members.has(each.name) ? [] : [`${type.name}|${each.name}`])),
      )
    }
    const isOurs = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
    const isTheirs = isObjectType(theirs) || isInterfaceType(theirs) || isInputObjectType(theirs)
    if (!isOurs || !isTheirs) continue
    for (const field of Object.values(type.getFields())) {
      const there = theirs.getFields()[field.name]
      if (!there || String(there.type) !== String(field.type)) wrong.push(`${type.name}.${field.name}`)
    }
  }
  expect(wrong).toEqual([])
})
