import type { z } from 'zod'
import type { Action, Text } from './action.ts'
import type { Calendar } from './calendar.ts'
import type { BuiltInCommand, MoveCommand, Obeyed, Spoken } from './commands.ts'
import type { Counted } from './counting.ts'
import type { Finding, Memory } from './decision.ts'
import type { FactName, FactReader } from './fact.ts'
import type { Entry } from './history.ts'
import type { Instant } from './instant.ts'
import type { Item, Login } from './item.ts'
import type { Lead } from './lead.ts'
import type { Length } from './length.ts'
import type { Choice, HowMany, PeopleRef } from './people.ts'
import type { Names, Rule } from './policy.ts'
import type { Query } from './query.ts'
import type { Release } from './release.ts'
import type { Known, Truth } from './truth.ts'

/** A query's answer for one item at one instant. `next`: when time alone may change it. */
export interface Answer {
  truth: Truth
  next?: Instant
}

/** A stretch of the past during which a query had one truth; `cause` names the occurrence that began it. */
export interface TruthSpan {
  truth: Truth
  from: Instant
  cause: string
}

/** Over an item's whole past: which truth a question had, since when, and through which occurrence. */
export interface Spans {
  /** Oldest first. */
  spans: readonly TruthSpan[]
  /** The answer now, which may be unknown while the last thing seen was not. */
  present: Truth
  remember: readonly Memory[]
  next?: Instant
}

/**
 * All that a kind may look at when it judges one item. Pure: nothing here waits, and every clock is `now`. What it can be
 * asked is asked of it (`judging.match(query)`): each method needs its `this`, so that taking one apart does not compile.
 */
export interface Judging<Options> {
  rule: Rule
  options: Options
  /** What the rule is about, without what was not allowed (D4). */
  item: Item
  /** Labels whose being there is not known, because a ruling about them is not. */
  unsureLabels: readonly string[]
  /** The lawful past, in order. */
  history: readonly Entry[]
  /** As GitHub has it, unlawful changes included. Only guards look here. */
  actual: { item: Item; history: readonly Entry[] }
  now: Instant
  /** How long before a window closes what waits for it begins to be told so. */
  lead: Lead
  /** Since when the rule is in force here: what happened before is listed, never acted upon (D6). */
  inForce: Instant
  /** Reeve's own login. */
  app: Login
  names: Names
  /** The calendar that the rule's durations count in. */
  calendar: Calendar
  facts: FactReader
  /** What this rule remembers about this item. */
  memory: readonly Memory[]
  /** What was ruled about changes of the labels this rule guards, oldest first; guards only. */
  rulings: readonly RuledChange[]
  /** Commands that this rule was told of and obeys, oldest first (D16); only those its kind `hear`s, and overrides. */
  commands: readonly Obeyed[]
  /** Reminders are silent from then until then: occasions that only remind (`reminds`) and fall into it are held back. */
  snoozed: { from: Instant; until: Instant } | undefined
  match(this: object, query: Query): Answer
  /** The same question about another issue or pull request, `acme/app#7`. */
  matchIssue(this: object, key: string, query: Query): Answer
  /** In words: which term of the query did not match. What users wrote is harmless in it. */
  explain(this: object, query: Query): string
  /** When the query held, from the item's creation until now, oldest first; from history where it can be told, else from memory (D3). */
  spans(this: object, query: Query, question: string): Spans
  /** The same as far as it is known without asking: for what is over, and could cost a call at every look. */
  spansSeen(this: object, query: Query, question: string): readonly TruthSpan[]
  /** Whether somebody is one of these people: now, or as the rotations were at another instant. */
  isOneOf(this: object, people: readonly PeopleRef[], login: Login, at?: Instant): Truth
  /** Who of these people is to be assigned: whose turn it is, of those whom GitHub can assign (D11, D22). */
  choose(this: object, people: readonly PeopleRef[], pick: HowMany): Known<Choice>
  /** These people with names and rotations followed, as of now; teams stay teams. */
  unfold(this: object, people: readonly PeopleRef[]): readonly PeopleRef[]
  /** Everybody named, as logins, at this instant. */
  everybody(this: object, people: readonly PeopleRef[]): Known<readonly Login[]>
  /** What matches among all issues and pull requests of the repository: a question that the kind `counts` (D14). */
  count(this: object, query: Query): Counted
  /** The calendar of this name, with what its periods have to be read from; unknown while that could not be read. */
  calendarNamed(this: object, name: string): Known<Calendar | undefined>
  /** Who agreed where another rule asks for agreement; unknown while that could not be read. */
  agreedTo(this: object, rule: string): Known<readonly Login[]>
  /** What GitHub lets somebody do in this repository. */
  permission(this: object, login: Login): Known<string>
  /** A text of the policy, filled in for this item. */
  text(this: object, text: Text): string
  /** `local` time in the rule's zone, for people. */
  local(this: object, at: Instant): string
  add(this: object, from: Instant, length: Length): Instant
}

/** All that a kind may look at when it judges a repository as a whole: what is done about it is done on its own subject. */
export interface RepoJudging<Options>
  extends Pick<
    Judging<Options>,
    'rule' | 'options' | 'now' | 'inForce' | 'names' | 'calendar' | 'facts' | 'memory' | 'local' | 'add'
  > {
  /** `acme/app` */
  repo: string
  /** Facts that have changed since the last look, as far as webhooks told, `contents:acme/app@HEAD:docs/a.md`; the first came `at`. */
  told: { keys: readonly string[]; at: Instant }
  /** What was released there, the newest last. */
  releases: readonly Release[]
  /** Whether all that a tag brings since another one is exempt as an exception: an approved hotfix. */
  exempts(tag: string, since: string | undefined): Exemption
}

/** A change of a label that a guard has to rule about. */
export interface LabelChange {
  entry: Entry
  label: string
  added: boolean
  /** The item as it lawfully was just before. */
  before: Item
  /** Asked for by `/reeve move`, which is judged as if the one who wrote it had set the label (D16). */
  command?: MoveCommand
}

/** Whether a change may stand. Made once, when all it needs is known, and kept (D3). */
export type Ruling =
  /** `by`: which of several ways allowed it, where the kind has several. */
  | { ruling: 'allowed'; by?: string }
  /** `puzzled`: the rule does not know what is meant, which may be something else; said where no other rule says more. */
  | { ruling: 'refused'; what: string; fix: string; puzzled?: true }
  | { ruling: 'unknown'; why: string }

/** A change with what one rule said about it. */
export interface RuledChange {
  entry: Entry
  label: string
  ruling: Ruling
  command?: MoveCommand
}

/** A command that a rule listens to. */
export interface Listening {
  command: BuiltInCommand
  /** What stands after it in an example: `"Release notes read"`. */
  example?: string
  /** Who may, where it is the rule that says so. */
  by?: readonly PeopleRef[]
  /** Only while the item matches this. */
  when?: Query
}

/** Whether Reeve may bring an item into a state. `since`: when it came into the one it is in. */
export type Entering = { since?: Instant } & (
  | { entering: 'already' }
  | { entering: 'allowed'; leaves: readonly string[] }
  | { entering: 'not-yet'; what: string; fix: string }
  | { entering: 'unknown'; why: string }
)

/** Whether an item passes whatever the rule says, because somebody entitled agreed: an approved hotfix. */
export interface Exemption {
  truth: Truth
  /** Who agreed. */
  by?: Login
  /** Who could agree to what might pass already. */
  askedOf?: readonly PeopleRef[]
  next?: Instant
  remember: readonly Memory[]
}

/** Something about a rule's own keys that can be read and is wrong all the same. */
export interface KeyRemark {
  path: readonly (string | number)[]
  level: 'error' | 'warning'
  code: string
  message: string
  why: string
  fix: string
}

/** What a rule says, with what the names in it mean. */
export interface Written<Options> {
  options: Options
  names: Names
}

/** What a kind does by itself about a broken rule. */
export interface WhileBroken {
  /** How long it has to be broken, beside `grace`; absent: at once. */
  after?: Length
  actions: readonly Action[]
  /** Said beforehand, of when it is done. */
  ahead?(at: string): string
}

/** A field of a board and the option that each label stands for there: both are kept the same. */
export interface KeptField {
  board: string
  field: string
  /** By label, in the order in which they are written. */
  options: ReadonlyMap<string, string>
}

/** A label that is to be set, or to be taken off. */
export interface LabelSwitch {
  label: string
  present: boolean
}

/** An assignment that may not be, and since when: it was made then, or the rule came to be about it. */
export interface NotAllowed {
  /** The entry that assigned them. */
  entry: string
  login: Login
  from: Instant
}

/** A type of rule: one folder under `rules/`. */
export interface RuleKind<Options = unknown> {
  name: string
  /** One line for the index of rules. */
  summary: string
  /** Guards first, clocks on what they leave, then the rest (D4). */
  phase: 'guard' | 'clock' | 'rule'
  /** Counts in the check of a pull request unless the rule says otherwise (D13). */
  gates: boolean
  /** Keys of its own; the common ones are added by `policy/`. */
  options: z.ZodObject
  /** Common keys that this kind does not take, such as `grace` for `sla`. */
  without: readonly string[]
  /** Facts it reads itself; what its queries read is not listed. */
  needs: readonly FactName[]
  evaluate(judging: Judging<Options>): Finding
  /** What it says about a repository as a whole; undefined where it says nothing of that. Common keys do not apply there: its actions are those of its occasions. */
  evaluateRepo?(judging: RepoJudging<Options>): Finding | undefined
  /**
   * Labels whose changes it rules about; guards only. `/reeve move <label>` sets these and no others: `judge` is asked
   * about it as if the writer of the comment had set the label (`change.command`). Where it allows, the label is lawfully
   * there from then on (with `command` in `judging.rulings`), and the kind wants it set.
   */
  guarded?(options: Options): readonly string[]
  judge?(judging: Judging<Options>, change: LabelChange): Ruling
  /** Labels of which an item lawfully has one at a time: setting one ends the others; guards only. */
  exclusive?: boolean
  /** Commands that a rule with these options listens to, for `/reeve help`. */
  listens?(options: Options): readonly Listening[]
  /**
   * What a command means to a rule that is about the item, judged by what held when it was written: allowed, refused in
   * words, unknown, or undefined where it is not about this rule. Who may use the command in general is asked beside it
   * (D16), but for `approve`: there the rule itself says who. The ruling is made once and kept (D3); what was allowed stands
   * in `judging.commands` from then on.
   */
  hear?(judging: Judging<Options>, command: Spoken): Ruling | undefined
  /**
   * Fields of boards that labels stand for. Whoever moves a card there is judged as if they had changed those labels, which
   * lawfully are so from then on; the kind wants them changed.
   */
  keptFields?(options: Options): readonly KeptField[]
  /** Done once each time something comes to keep the rule, beside `do`. */
  whenKept?(judging: Judging<Options>): readonly Action[]
  /** Done for as long as an item breaks the rule, beside `on-fail`: at once, or once it has been broken so long. */
  whileBroken?(options: Options): readonly WhileBroken[]
  /** Whether an item passes as an exception, whatever else holds. */
  exempts?(judging: Judging<Options>): Exemption
  /** Whether releases are its matter: those that no webhook told of are looked for. */
  heedsReleases?(options: Options): boolean
  /** Environments to which deployments are its matter too. */
  deploysTo?(options: Options): readonly string[]
  /**
   * How it stands for a deployment to one of these; `when` does not concern it. The item of `judging` stands for the
   * deployment. `exempt` tells, where it is asked, whether everything that it ships is exempt, `began` since when its run goes on.
   */
  gate?(judging: Judging<Options>, exempt: () => Exemption, began: () => Instant): Finding
  /** Labels its options name, for the lint on labels that are used but not defined. */
  labels?(options: Options): readonly string[]
  /** Labels about which two rules of this kind would pull against each other, were they about the same item; for the lint. */
  fights?(mine: Written<Options>, other: Written<Options>): readonly string[]
  /** Whether the action `move` may bring the item into this state now; undefined where it is none of the rule's. */
  enter?(judging: Judging<Options>, state: string): Entering | undefined
  /** The states that `step:` and `move` may name; for the lint. */
  states?(options: Options): readonly string[]
  /**
   * Assignments that are not allowed, of now and of the past, also where the rule is no longer about the item: everything
   * else is judged without them (D4). Asked of enforced rules only, which are judged before all others then.
   */
  unlawful?(judging: Judging<Options>): readonly NotAllowed[]
  /**
   * Closings, by the ids of their entries, that were not allowed and were put back or are about to be: everything else is
   * judged without them (D4). Asked of enforced rules only, which are judged before all others then.
   */
  putBack?(judging: Judging<Options>): readonly string[]
  /** What has to be remembered of an item that the rule is not about just now: that `when` did not hold. */
  whileUnmatched?(judging: Judging<Options>): readonly Memory[]
  /** Its questions about all issues and pull requests of the repository: which match is kept up to date for it (D14). */
  counts?(options: Options): readonly Query[]
  /** What is wrong with its keys beside their form; for the lint. */
  remarks?(options: Options): readonly KeyRemark[]
  /** Labels of which an item can have one only; for the lint. */
  oneOf?(options: Options): readonly string[]
  /** What the very item that `when` is about has to match as well, by where it stands; for the lint. */
  conditions?(options: Options): readonly { path: readonly (string | number)[]; query: Query }[]
}
