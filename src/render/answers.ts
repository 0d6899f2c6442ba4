import type { Answer, Explained, HelpLine, Reply, WaitingDeployment } from '../core/answer.ts'
import { nameOf } from './board.ts'
import { standsAs } from './check.ts'
import { quote } from './notice.ts'
import { longestBody, shortened } from './shortened.ts'
import { say } from './words.ts'

/** One answer on the comment, told apart by the command's occurrence. */
export interface AnswerSection {
  cause: string
  text: string
}

const mark = (cause: string) => `<!-- answer ${cause} -->`
const marks = /<!-- answer (\S+) -->\n/
const footer = '<sub>Reeve answers commands here, the newest first. `/reeve help` says what there is.</sub>'

/** The comment with the answers to commands, the newest first: one, edited in place. Older ones that find no room are left out. */
export function renderAnswers(sections: readonly AnswerSection[], slot: string): string {
  const parts: string[] = []
  let room = longestBody
  for (const { cause, text } of sections) {
    const part = `${mark(cause)}\n${text}`
    if (parts.length > 0 && part.length > room) break
    parts.push(shortened(part))
    room -= part.length
  }
  return [`<!-- reeve:${slot} -->`, ...parts, footer].join('\n\n')
}

/** The answers that stand on the comment: what was answered once is not answered otherwise later. */
export function answersOn(body: string): ReadonlyMap<string, string> {
  const [, ...parts] = body.replace(`\n\n${footer}`, '').split(marks)
  const found = new Map<string, string>()
  for (let index = 0; index + 1 < parts.length; index += 2)
    found.set(parts[index] ?? '', (parts[index + 1] ?? '').trim())
  return found
}

/** What was written, by whom and when, and what is said to it. */
export function renderAnswer(answer: Answer & { reply: Reply }, url: string): string {
  const who =
    answer.comment === undefined ? answer.by : `[${answer.by}](${url}#issuecomment-${answer.comment})`
  return `**\`/reeve ${answer.written}\`** — ${who}, ${answer.when}\n\n${renderReply(answer.reply)}`
}

function renderReply(reply: Reply): string {
  switch (reply.reply) {
    case 'said':
      return [reply.what, reply.fix].filter((part) => part !== '').join(' ')
    case 'explanation':
      return [renderExplanation(reply.rules), ...reply.deployments.map(renderDeployment)].join('\n\n')
    case 'help':
      return renderHelp(reply.lines)
    default:
      return reply satisfies never
  }
}

function renderExplanation(rules: readonly Explained[]): string {
  const [only] = rules
  if (only && rules.length === 1) return renderExplained(only)
  const concerned = rules.filter(isConcerned)
  const others = rules.filter((one) => !isConcerned(one)).map(({ rule }) => rule)
  const lines = concerned.map(renderExplained)
  if (others.length > 0) lines.push(say.notAbout(others))
  return lines.length === 0 ? say.noRule : lines.join('\n\n')
}

function isConcerned({ overridden, verdict }: Explained): boolean {
  return verdict !== 'not-applicable' || overridden !== undefined
}

function renderDeployment({ environment, run, sha, since, wanting }: WaitingDeployment): string {
  const conditions = wanting.map(({ fix, rule, verdict, what }) => {
    // What has lines of its own stands under its condition.
    const said = `${what} ${fix}`.trim().replace(/\s*\n+/g, '\n  ')
    return `- ${standsAs[verdict]} ${nameOf(rule)} — ${said}`
  })
  return [`🚢 ${say.waitsToBeDeployed({ environment, run, sha, since })}`, ...conditions].join('\n')
}

const modes = { off: '', observe: ' (only watched)', warn: ' (a warning)', enforce: '' } as const

function renderExplained({
  changes,
  fix,
  letThrough,
  mode,
  overridden = '',
  rule,
  verdict,
  what,
  why,
}: Explained): string {
  const said = [what, fix, overridden, changes === undefined ? '' : say.changes(changes)]
  const icon = letThrough ? '🔓' : standsAs[verdict]
  const line = `${icon} **${rule}**${modes[mode]} — ${said.filter((part) => part !== '').join(' ')}`
  return why === '' ? line : `${line}\n\n${quote(why)}`
}

function renderHelp(lines: readonly HelpLine[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const rows = lines.map(
    ({ write, what, who, example }) =>
      `| \`/reeve ${cell(write)}\` | ${cell(what)} | ${cell(who)} | \`/reeve ${cell(example)}\` |`,
  )
  return ['| write | what it does | who may | for example |', '|---|---|---|---|', ...rows].join('\n')
}
