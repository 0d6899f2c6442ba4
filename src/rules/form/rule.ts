import type { Finding } from '../../core/decision.ts'
import { addressesIn, type Section, sectionsIn } from '../../core/markdown.ts'
import type { Judging, RuleKind, WhileBroken } from '../../core/rule-kind.ts'
import { hasLabel } from '../../query/combine-queries.ts'
import { finding, reason } from '../finding.ts'
import { answerIn, isBlank, isUnchanged, sameHeading, wordsIn } from './filled.ts'
import { lacks, say } from './messages.ts'
import { type FormOptions, formOptions, type SectionAsked } from './options.ts'
import { type Lacking, lacksInTable } from './table.ts'

export const form: RuleKind<FormOptions> = {
  name: 'form',
  summary:
    'The body, or a file, has the sections asked for, filled in and not left as the template has them.',
  phase: 'rule',
  gates: true,
  options: formOptions,
  without: [],
  needs: ['contents', 'templates', 'user'],
  evaluate,
  whileBroken,
  labels: ({ 'label-while-missing': label }) => (label === undefined ? [] : [label]),
  conditions: ({ 'label-while-missing': label }) =>
    label === undefined ? [] : [{ path: ['label-while-missing'], query: hasLabel(label) }],
}

function whileBroken(options: FormOptions): WhileBroken[] {
  const label = options['label-while-missing']
  const after = options['close-after']
  return [
    ...(label === undefined ? [] : [{ actions: [{ action: 'label', labels: [label] } as const] }]),
    ...(after === undefined
      ? []
      : [{ after, ahead: say.closes, actions: [{ action: 'close', reason: 'not planned' } as const] }]),
  ]
}

function evaluate(judging: Judging<FormOptions>): Finding {
  const { rule, options, item } = judging
  const where = options.file === undefined ? 'the description' : `\`${options.file}\``
  if (options.file !== undefined && !item.pull)
    return finding({ verdict: 'not-applicable', reason: reason(rule, say.noPull(options.file)) })
  const text = textOf(judging)
  if (text === undefined) return finding({ verdict: 'unknown', reason: reason(rule, say.unread(where)) })
  if (text === null) return finding({ verdict: 'fail', reason: reason(rule, say.noFile(options.file ?? '')) })
  const { lacking, unread } = lackingIn(judging, text)
  if (lacking.length > 0)
    return finding({ verdict: 'fail', reason: reason(rule, say.missing(lacking, where), { lacking }) })
  if (unread.length > 0)
    return finding({ verdict: 'unknown', reason: reason(rule, say.unreadPeople(unread)) })
  return finding({ verdict: 'pass', reason: reason(rule, say.filled(where)) })
}

/** What is looked at; null where there is no such file, undefined where it could not be read. */
function textOf({ options, item, facts }: Judging<FormOptions>): string | null | undefined {
  if (options.file === undefined) return item.body
  const read = facts.read('contents', `${item.repo}@${item.pull?.sha ?? ''}:${options.file}`)
  return read.ok ? read.value : undefined
}

function lackingIn(judging: Judging<FormOptions>, text: string): Lacking {
  const { options, item, facts } = judging
  const sections = sectionsIn(text)
  // A template that cannot be read is none: nobody is blamed for what is not known.
  const read = options.file === undefined ? facts.read('templates', item.repo) : undefined
  const templates = read?.ok ? read.value.flatMap(sectionsIn) : []
  const found = options.sections.map((asked) => {
    const written = sections.filter(({ heading }) => sameHeading(heading, asked.heading))
    return lackingOfAny(asked, written, { templates, facts })
  })
  return {
    lacking: found.flatMap(({ lacking }) => lacking),
    unread: [...new Set(found.flatMap(({ unread }) => unread))],
  }
}

interface Known {
  templates: readonly Section[]
  facts: Judging<FormOptions>['facts']
}

interface Written extends Known {
  section: Section | undefined
}

/** Of several sections of one name one that lacks nothing is enough; else what the first lacks is said. */
function lackingOfAny(asked: SectionAsked, sections: readonly Section[], known: Known): Lacking {
  const [first = lackingOf(asked, { section: undefined, ...known }), ...others] = sections.map((section) =>
    lackingOf(asked, { section, ...known }),
  )
  return [first, ...others].find(({ lacking }) => lacking.length === 0) ?? first
}

function lackingOf(asked: SectionAsked, { section, templates, facts }: Written): Lacking {
  const { heading, matches, columns } = asked
  const optional = asked['min-words'] === 0
  const lacking = (...what: string[]): Lacking => ({ lacking: what, unread: [] })
  if (!section) return optional ? lacking() : lacking(lacks.section(heading))
  if (isBlank(section)) return optional ? lacking() : lacking(lacks.answer(heading))
  const answer = isUnchanged(section, templates) ? '' : answerIn(section.content)
  const words = wordsIn(answer)
  if (words === 0) return lacking(lacks.answer(heading))
  if (words < asked['min-words']) return lacking(lacks.words(heading, words, asked['min-words']))
  if (matches && ![answer, ...addressesIn(section.content)].some((text) => matches.isIn(text)))
    return lacking(lacks.pattern(heading, matches.text))
  return columns ? lacksInTable(section, columns, facts) : lacking()
}
