import { expectTypeOf, test } from 'vitest'
import type { Judging } from '../core/rule-kind.ts'

type Asked = Judging<unknown>

/** Methods that could be taken from their object, and then fail where they are called. */
type Loose = {
  [Name in keyof Asked]: Asked[Name] extends (this: infer This, ...asked: never[]) => unknown
    ? unknown extends This
      ? Name
      : never
    : never
}[keyof Asked]

test('no method of a judging compiles without the judging it belongs to', () => {
  expectTypeOf<Loose>().toBeNever()
})
