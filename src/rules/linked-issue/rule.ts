import { z } from 'zod'
import type { Finding } from '../../core/decision.ts'
import type { Query } from '../../core/query.ts'
import { closingKeywords, referencesIn, spokenText } from '../../core/references.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { itemKey, type SubjectKey } from '../../core/subject.ts'
import { type Known, known, some, unknown } from '../../core/truth.ts'
import { finding, reason } from '../finding.ts'
import * as keys from '../keys.ts'
import { say } from './messages.ts'

interface Options {
  matching?: Query
  'or-url': readonly string[]
  keywords?: readonly string[]
}

const options = z.strictObject({
  matching: keys.query().optional().meta({ description: 'One of the issues named must match.' }),
  'or-url': keys
    .oneOrMany(keys.plain())
    .default([])
    .meta({ description: 'Such an address in the description does too; `*` stands for anything.' }),
  keywords: keys
    .oneOrMany(keys.plain())
    .optional()
    .meta({ description: "Words before `#12` that name an issue; GitHub's nine if absent." }),
})

export const linkedIssue: RuleKind<Options> = {
  name: 'linked-issue',
  summary: 'A pull request names the issue it serves.',
  phase: 'rule',
  gates: true,
  options,
  without: [],
  needs: ['closing', 'issue'],
  evaluate,
}

function evaluate(judging: Judging<Options>): Finding {
  const { rule, options, item } = judging
  if (!item.pull) {
    return finding({
      verdict: 'not-applicable',
      reason: reason(rule, { what: 'This is no pull request.', fix: '' }),
    })
  }
  const url = options['or-url']
    .map((pattern) => addressIn(item.body, pattern))
    .find((found) => found !== undefined)
  if (url !== undefined) return finding({ verdict: 'pass', reason: reason(rule, say.linkedByUrl(url)) })
  const named = issuesNamed(judging)
  if (!named.ok) return finding({ verdict: 'unknown', reason: reason(rule, say.unknown(named.why)) })
  const issues = named.value.map((key) => shown(key, item.repo))
  if (issues.length === 0)
    return finding({ verdict: 'fail', reason: reason(rule, say.none(options['or-url'])) })
  const { matching } = options
  if (!matching) return finding({ verdict: 'pass', reason: reason(rule, say.linked(issues), { issues }) })
  return matched(judging, matching, issues)
}

function matched(judging: Judging<Options>, matching: Query, issues: readonly string[]): Finding {
  const { rule } = judging
  const related: Query = {
    text: `linked:(${matching.text})`,
    root: { node: 'related', relation: 'linked', of: matching.root, column: 0 },
  }
  const own = keywordIssues(judging)
  const answers = [judging.match(related).truth, ...own.map((key) => judging.matchIssue(key, matching).truth)]
  const truth = some(answers)
  if (truth === 'unknown') {
    return finding({ verdict: 'unknown', reason: reason(rule, say.unknown('an issue could not be read')) })
  }
  return finding({
    verdict: truth === 'yes' ? 'pass' : 'fail',
    reason: reason(rule, truth === 'yes' ? say.linked(issues) : say.noneMatches(issues, matching.text), {
      issues,
    }),
  })
}

/** Issues named by words that only this rule knows; GitHub's own keywords are part of what is linked. */
function keywordIssues(judging: Judging<Options>): readonly SubjectKey[] {
  const { options, item } = judging
  const words =
    options.keywords?.filter((word) => !closingKeywords.some((known) => known === word.toLowerCase())) ?? []
  return referencesIn(item.body, item.repo, words)
}

/** By its own words, and by what GitHub links: the Development panel counts too. */
function issuesNamed(judging: Judging<Options>): Known<readonly SubjectKey[]> {
  const { options, item } = judging
  const named = referencesIn(item.body, item.repo, options.keywords ?? closingKeywords)
  if (named.length > 0 && !options.matching) return known(named)
  const listed = judging.facts.read('closing', itemKey(item.repo, item.number))
  if (!listed.ok) return named.length > 0 ? known(named) : unknown(listed.why)
  return known([...new Set([...named, ...listed.value])])
}

function shown(key: SubjectKey, repo: string): string {
  return key.startsWith(`${repo}#`) ? key.slice(repo.length) : key
}

/** An address in a text that fits a pattern in which `*` stands for anything; matched piece by piece, without backtracking. */
function addressIn(text: string, pattern: string): string | undefined {
  const addresses = spokenText(text).match(/https?:\/\/[^\s<>)\]"']+/g) ?? []
  return addresses.find((address) => fits(address.replace(/[.,;:!?]+$/, ''), pattern))
}

function fits(address: string, pattern: string): boolean {
  const pieces = pattern.split('*')
  const first = pieces[0] ?? ''
  if (!address.startsWith(first)) return false
  if (pieces.length === 1) return address === first
  const last = pieces.at(-1) ?? ''
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = address.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return address.length - last.length >= at && address.endsWith(last)
}
