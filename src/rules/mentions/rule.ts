import { z } from 'zod'
import type { Finding, Memory, Want } from '../../core/decision.ts'
import type { Instant } from '../../core/instant.ts'
import { includesName, isBot, type Login, sameName } from '../../core/item.ts'
import { handleOf, type Mention, mentionOf, mentionsIn } from '../../core/mentions.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { all, not, type Truth } from '../../core/truth.ts'
import { finding, reason } from '../finding.ts'
import * as keys from '../keys.ts'
import { say } from './messages.ts'

interface Options {
  protect: readonly PeopleRef[]
  instead: readonly PeopleRef[]
  except: readonly PeopleRef[]
}

const options = z.strictObject({
  protect: keys.people().meta({ description: 'Mentioned in a body or comment, the writer gets one answer.' }),
  instead: keys.people().default([]).meta({ description: 'Whom to turn to: named there, without a ping.' }),
  except: keys.people().default([]).meta({ description: 'Of `protect`, these may be mentioned.' }),
})

export const mentions: RuleKind<Options> = {
  name: 'mentions',
  summary: 'Nobody of some people is mentioned directly; the writer is told whom to turn to.',
  phase: 'rule',
  gates: false,
  options,
  without: [],
  needs: ['team'],
  evaluate,
}

/** A body or comment, with who wrote it and whom it mentions. */
interface Writing {
  cause: string
  at: Instant
  writer: Login
  mentions: readonly Mention[]
}

function evaluate(judging: Judging<Options>): Finding {
  const { rule, options, now } = judging
  const judged = writingsOf(judging).map((writing) => ({ writing, ...rulingOf(judging, writing) }))
  const remember = judged.flatMap(({ writing, kept, pinged }): Memory[] =>
    kept || pinged === undefined
      ? []
      : [{ rule: rule.id, kind: 'ruling', key: keyOf(writing), value: pinged.join(' '), at: now }],
  )
  const wrong = judged.flatMap(({ writing, pinged }) => (pinged?.length ? [{ writing, pinged }] : []))
  const last = wrong.at(-1)
  const unsure = judged
    .filter(({ pinged }) => pinged === undefined)
    .flatMap(({ writing }) => namesOf(writing))
  const wants = wrong.map(({ writing, pinged }) => answer(judging, writing, pinged))
  if (!last) {
    const said = unsure.length > 0 ? say.unread(unsure) : say.none()
    return finding({ verdict: unsure.length > 0 ? 'unknown' : 'pass', reason: reason(rule, said), remember })
  }
  return finding({
    verdict: 'fail',
    reason: reason(rule, say.mentioned(last.pinged, options.instead), { by: last.writing.writer }),
    wants,
    remember,
    since: { at: last.writing.at, cause: last.writing.cause },
    // It is answered to the writer, once, and needs no place on the notice.
    quiet: true,
  })
}

/** Bodies, comments, reviews and edits of people in which somebody is mentioned, since the rule is in force. */
function writingsOf({ item, history, inForce }: Judging<Options>): Writing[] {
  // Whom an edit brought into the body is told to whoever edited it.
  const edited = history.flatMap(({ what, target, detail }) =>
    what === 'pinged' && target === '' ? (detail?.mentions ?? []) : [],
  )
  const written = mentionsIn(item.body).filter((mention) => !includesName(edited, handleOf(mention)))
  const body: Writing[] = item.author
    ? [{ cause: 'opened', at: item.createdAt, writer: item.author, mentions: written }]
    : []
  const others = history.flatMap(({ actor, at, id, detail }): Writing[] =>
    actor !== undefined && detail?.mentions
      ? [{ cause: id, at, writer: actor, mentions: detail.mentions.map(mentionOf) }]
      : [],
  )
  return [...body, ...others].filter(
    ({ at, writer, mentions }) => at >= inForce && mentions.length > 0 && !isBot(writer),
  )
}

/**
 * Whom of the protected a writing pings, by name; undefined while that is not known. Ruled once, when all is known, and kept
 * (D3): a rotation that hands over later makes nothing wrong that was right.
 */
function rulingOf(
  judging: Judging<Options>,
  writing: Writing,
): { kept: boolean; pinged: string[] | undefined } {
  const known = judging.memory.find(({ kind, key }) => kind === 'ruling' && key === keyOf(writing))
  if (known) return { kept: true, pinged: known.value === '' ? [] : known.value.split(' ') }
  const own = judging.isOneOf(judging.options.protect, writing.writer, writing.at)
  if (own === 'yes') return { kept: false, pinged: [] }
  const truths = writing.mentions.map((mention) => ({
    mention,
    truth: isProtected(judging, mention, writing.at),
  }))
  const pinged = truths.filter(({ truth }) => truth === 'yes').map(({ mention }) => handleOf(mention))
  if (truths.some(({ truth }) => truth === 'unknown')) return { kept: false, pinged: undefined }
  return { kept: false, pinged: own === 'unknown' && pinged.length > 0 ? undefined : pinged }
}

function isProtected(judging: Judging<Options>, mention: Mention, at: Instant): Truth {
  const { protect, except } = judging.options
  if ('login' in mention) {
    const { login } = mention
    return all([judging.isOneOf(protect, login, at), not(judging.isOneOf(except, login, at))])
  }
  const isNamed = (people: readonly PeopleRef[]) =>
    judging.unfold(people).some((ref) => ref.who === 'team' && sameName(ref.team, mention.team))
  return isNamed(protect) && !isNamed(except) ? 'yes' : 'no'
}

function answer(
  { rule, options }: Judging<Options>,
  { cause, at, writer }: Writing,
  pinged: readonly string[],
): Want {
  const said = say.mentioned(pinged, options.instead)
  const act = { act: 'notify', mentions: [`@${writer}`], text: said.what } as const
  return { want: 'act', key: `${rule.id}/${cause}/answer`, act, firm: false, began: at, cause }
}

function keyOf({ cause }: Writing): string {
  return `mention ${cause}`
}

function namesOf({ mentions }: Writing): string[] {
  return mentions.map(handleOf)
}
