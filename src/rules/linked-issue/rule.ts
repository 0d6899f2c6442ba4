import { z } from 'zod'
import type { Finding } from '../../core/decision.ts'
import { earliest } from '../../core/instant.ts'
import type { Query } from '../../core/query.ts'
import { closingKeywords, referencesIn, spokenText } from '../../core/references.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { itemKey, type SubjectKey } from '../../core/subject.ts'
import { some } from '../../core/truth.ts'
import { shortKey } from '../../query/describe-facts.ts'
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
    .oneOrMany(keys.address())
    .default([])
    .meta({ description: 'Such an address in the description does too; `*` stands for anything.' }),
  keywords: keys
    .oneOrMany(keys.plain())
    .optional()
    .meta({ description: "Words before `#12` that name an issue, beside GitHub's own nine." }),
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
  const { keys, complete } = issuesNamed(judging)
  if (options.matching) return matched(judging, options.matching, { keys, complete })
  if (keys.length > 0)
    return finding({
      verdict: 'pass',
      reason: reason(rule, say.linked(keys.map((key) => shortKey(key, item)))),
    })
  if (!complete) return finding({ verdict: 'unknown', reason: reason(rule, say.unknown()) })
  return finding({ verdict: 'fail', reason: reason(rule, say.none(options['or-url'])) })
}

interface Named {
  keys: readonly SubjectKey[]
  /** False while there may be others that could not be read. */
  complete: boolean
}

/** One of the issues named is enough, though another could not be read. */
function matched(judging: Judging<Options>, matching: Query, { keys, complete }: Named): Finding {
  const { rule, options, item } = judging
  const answers = keys.map((key) => judging.matchIssue(key, matching))
  const truth = some([...answers.map((answer) => answer.truth), complete ? 'no' : 'unknown'])
  const next = earliest(...answers.map((answer) => answer.next))
  const later = next === undefined ? {} : { next }
  const issues = keys.map((key) => shortKey(key, item))
  switch (truth) {
    case 'yes':
      return finding({ verdict: 'pass', reason: reason(rule, say.linked(issues), { issues }), ...later })
    case 'unknown':
      return finding({ verdict: 'unknown', reason: reason(rule, say.unknownMatch(matching.text)), ...later })
    default: {
      const said = keys.length === 0 ? say.none(options['or-url']) : say.noneMatches(issues, matching.text)
      return finding({ verdict: 'fail', reason: reason(rule, said, { issues }), ...later })
    }
  }
}

/** By its own words, by GitHub's, and by what is linked under Development. */
function issuesNamed({ options, item, facts }: Judging<Options>): Named {
  const words = [...closingKeywords, ...(options.keywords ?? [])]
  const named = referencesIn(item.body, item.repo, words)
  const isIssue = (key: SubjectKey) => {
    const found = facts.read('issue', key)
    return !found.ok || !found.value.item.pull
  }
  if (!options.matching && named.some(isIssue)) return { keys: named.filter(isIssue), complete: true }
  const listed = facts.read('closing', itemKey(item.repo, item.number))
  const keys = [...new Set([...named, ...(listed.ok ? listed.value : [])])].filter(isIssue)
  return { keys, complete: listed.ok }
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
