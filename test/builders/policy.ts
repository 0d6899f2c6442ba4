import type { Problem } from '../../src/core/policy.ts'
import type { RuleKind } from '../../src/core/rule-kind.ts'
import { type LoadedPolicy, loadPolicy, type PolicyInput } from '../../src/policy/load-policy.ts'
import { ruleKinds } from '../../src/rules/index.ts'

/** Loads a policy; `version: 1` is put before what does not say it. */
export function load(text: string, more: Partial<PolicyInput> = {}): LoadedPolicy {
  const whole = /^[\s{]*version:/m.test(text) ? text : `version: 1\n${text}`
  return loadPolicy({
    text: whole,
    file: 'reeve.yml',
    ref: 'acme/app@1:reeve.yml',
    kinds: ruleKinds,
    ...more,
  })
}

/** Problems as `line:column code`, errors with a `!`. Lines are those of the text without the `version: 1` that `load` adds. */
export function places(problems: readonly Problem[], added = 1): string[] {
  return problems.map(
    ({ line, column, code, level }) => `${line - added}:${column} ${code}${level === 'error' ? '!' : ''}`,
  )
}

/** What is wrong with a policy that begins at its second line. */
export function wrongWith(text: string, more: Partial<PolicyInput> = {}): string[] {
  return places(load(text, more).problems)
}

/** A kind with these keys that is always kept. */
export function aKind(difference: Partial<RuleKind> & Pick<RuleKind, 'name' | 'options'>): RuleKind {
  return {
    summary: 'A kind for tests.',
    phase: 'rule',
    gates: true,
    without: [],
    needs: [],
    evaluate: () => ({
      verdict: 'pass',
      reason: { what: 'Kept.', why: '', fix: '', seen: {} },
      wants: [],
      occasions: [],
      remember: [],
    }),
    ...difference,
  }
}

/** A policy and what is said of it, for tables that read aloud. */
export type PolicyCase = [name: string, text: string, expected: string[]]
