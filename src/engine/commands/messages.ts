import { harmless } from '../../core/harmless.ts'
import { listed, quoted } from '../../core/words.ts'

interface Said {
  what: string
  fix: string
}

const longest = 80
const longestReason = 300

/** Who would let something through, and why. */
interface Reasoned {
  by: string
  because: string
}

interface Wanted {
  made: readonly Reasoned[]
  count: number
  rule: string
  until: string
  who: string
  isPull: boolean
}

/** What somebody wrote, as it can stand inside a sentence. */
export function written(text: string, most = longest): string {
  const plain = harmless(text).replaceAll('`', '').replace(/\s+/g, ' ')
  return plain.length <= most ? plain : `${plain.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Inside a sentence that goes on. */
function reasonOf({ because }: Reasoned): string {
  return written(because, longestReason).replace(/\.$/, '')
}

function withReasons(made: readonly Reasoned[]): string {
  return listed(made.map((one) => `${one.by} (because ${reasonOf(one)})`))
}

const list = '`/reeve help` lists what there is.'
const meant = (near: string | undefined) => (near === undefined ? '' : `Did you mean \`${near}\`? `)

/** What is said about commands (D16): done, or why not and who may. */
export const say = {
  notAbout: (mismatch: string): string => `It is not about this: ${mismatch}.`,
  notTheirs: (who: string): Said => ({
    what: `This command is for ${who}.`,
    fix: 'Nothing was done. Ask one of them to write it.',
  }),
  unreadable: (who: string, why?: string): Said => ({
    what: `Whether ${who} may do that could not be read${why === undefined ? '' : ` (${why})`}.`,
    fix: 'Nothing was done. Write it again in a while.',
  }),
  unknownCommand: (name: string, near: string | undefined): Said => ({
    what: `There is no command \`${written(name)}\`.`,
    fix: `${meant(near)}${list}`,
  }),
  nothingUsesIt: (name: string): Said => ({ what: `Nothing here uses \`/reeve ${name}\`.`, fix: list }),
  notHere: (query: string): Said => ({
    what: `This command is only for what matches \`${query}\`.`,
    fix: 'Nothing was done.',
  }),
  needsReason: (example: string): Said => ({
    what: 'It needs a reason.',
    fix: `Write \`/reeve ${example} because <why>\`.`,
  }),
  whichRule: (name: string, rules: readonly string[]): Said => ({
    what: 'It does not say which rule.',
    fix: `Write \`/reeve ${name} <rule>\`, with one of ${quoted(rules, 'or')}.`,
  }),
  unknownRule: (rule: string, near: string | undefined, rules: readonly string[]): Said => ({
    what: `There is no rule \`${written(rule)}\`.`,
    fix: near === undefined ? `The rules are ${quoted(rules)}.` : meant(near).trim(),
  }),
  isEnvironment: (name: string, command: string): Said => ({
    what: `\`${name}\` is an environment, not a rule.`,
    fix:
      command === 'explain'
        ? 'Write `/reeve explain` on a pull request: it tells what waits there, and for what.'
        : `What its gate asks for is not overridden: \`hotfix\` under \`${name}\` in the policy says what may be skipped, and who agrees to it.`,
  }),
  noRules: (): Said => ({ what: 'The policy has no rule.', fix: list }),
  badLength: (what: string, fix: string): Said => ({ what: harmless(what), fix: harmless(fix) }),
  isAuthor: (): Said => ({
    what: 'The author of a pull request cannot override a rule for it, nor revoke an override.',
    fix: 'Nothing was done. Ask somebody else who may.',
  }),
  atMost: (until: string, longest: string): string =>
    `It lasts until ${until}: ${longest} is the longest for this rule.`,
  neverOverridden: (rule: string): Said => ({
    what: `\`${rule}\` cannot be overridden: the policy lets an override of it last no time.`,
    fix: 'Nothing was done. Do what the rule asks for, or have the policy changed.',
  }),
  overAtOnce: (rule: string): Said => ({
    what: 'That would be over at once.',
    fix: `Write how long it is to last, such as \`for 2h\`; to end one, \`/reeve revoke ${rule}\`.`,
  }),
  notOverridden: (rule: string): Said => ({
    what: `\`${rule}\` is not overridden here.`,
    fix: 'There is nothing to revoke.',
  }),
  whichEnvironment: (name: string, known: readonly string[]): Said => ({
    what: 'It does not say which environment.',
    fix: `Write \`/reeve ${name} <environment>\`; the policy names ${quoted(known)}.`,
  }),
  unknownEnvironment: (name: string, known: readonly string[]): Said => ({
    what: `The policy has no environment \`${written(name)}\`.`,
    fix: `It names ${quoted(known)}.`,
  }),
  alreadyLocked: (by: string, environment: string): Said => ({
    what: `${by} has locked \`${environment}\`.`,
    fix: `Nothing was done. Ask ${by}, or write \`/reeve unlock ${environment}\` first.`,
  }),
  whichLabel: (labels: readonly string[]): Said => ({
    what: 'It does not say to what.',
    fix: `Write \`/reeve move <label>\`, with one of ${quoted(labels, 'or')}.`,
  }),
  unknownLabel: (label: string, near: string | undefined, labels: readonly string[]): Said => ({
    what: `\`${written(label)}\` is neither a state nor a guarded label here.`,
    fix: near === undefined ? `Those are ${quoted(labels)}.` : meant(near).trim(),
  }),
  changesNothing: (label: string): Said => ({
    what: `What guards \`${label}\` only watches: Reeve sets nothing there.`,
    fix: 'Set the label yourself.',
  }),
  letThrough: (made: readonly Reasoned[], until: string, what: string): string => {
    const [first] = made
    const said =
      first && made.length === 1
        ? `${first.by} until ${until}, because ${reasonOf(first)}`
        : `${withReasons(made)} until ${until}`
    return `Let through by ${said}. Otherwise: ${what}`
  },
  wasLetThrough: ({
    by,
    at,
    revokedBy,
  }: {
    by: readonly string[]
    at: string
    revokedBy?: string
  }): string =>
    revokedBy === undefined
      ? `It was let through by ${listed(by)} until ${at}.`
      : `It was let through by ${listed(by)}; ${revokedBy === by.join() ? 'they' : revokedBy} revoked that at ${at}.`,
  together: ({ by, until }: { by: readonly string[]; until: string }): string =>
    `It is let through by ${listed(by)} until ${until}.`,
  moreWanted: ({ count, isPull, made, rule, until, who }: Wanted): string => {
    const more = count - made.length
    const others = `${more} more of ${who}${isPull ? ', not the author,' : ''} ${more === 1 ? 'writes' : 'write'}`
    return [
      `To let it through takes ${count} people. So far, until ${until}: ${withReasons(made)}.`,
      `It is let through as soon as ${others} \`/reeve override ${rule} because <why>\`.`,
    ].join(' ')
  },
  unneeded: (made: readonly Reasoned[], until: string, still: number): string =>
    `Overridden by ${withReasons(made)} until ${until}${still === 0 ? '' : `, once ${still} more would too`}; nothing needs that now.`,
  onPull: (pull: string, wanted: string): string => `On ${pull}: ${wanted}`,
  takes: (rule: string, count: number): string => `\`${rule}\` takes ${count} people.`,
  wrote: (by: string, command: string): string =>
    `${by} wrote \`/reeve ${written(command, longestReason)}\`.`,
}

/** Who may use a command where the policy does not say. */
export const usually = {
  reader: 'the author, the assignees and whoever may triage here',
  triage: 'whoever may triage here',
  maintain: 'whoever maintains this repository',
} as const

/** What each command does, for help. */
export const does = {
  explain: 'How a rule stands, why, and when that changes by itself; all rules without a name.',
  recheck: 'Reads everything about this afresh and judges it again.',
  ack: 'Somebody has taken it on: ends escalations that wait for that, and answers a clock that asks for an answer.',
  escalate: 'Takes the next step of every escalation that runs here, at once.',
  override: 'Lets this through a rule, for a while. It is recorded and shown.',
  revoke: 'Ends an override.',
  sev: 'Sets the severity of an incident.',
  mitigated: 'The incident does no more harm.',
  approve: 'Gives an approval that a rule asks for.',
  lock: 'Keeps an environment for yourself.',
  unlock: 'Gives an environment back.',
  move: 'Sets a guarded label or a state, as if you had set it yourself.',
  snooze: 'Keeps reminders silent for so long.',
  help: 'This list.',
} as const
