import { conditionKeys, type Environment, type GateHotfix, type Liftable } from '../core/environment.ts'
import type { Names, Rule } from '../core/policy.ts'
import { always } from '../time/calendar.ts'
import { dayNumber, midnight } from '../time/zone.ts'
import type { RuleReading } from './resolve-rules.ts'
import { environmentSchema, type WrittenEnvironment } from './sections/environments.ts'

const example = '`environments: { testnet: { by: ops } }`'

/** Reads the promotion chain of a file. What an entry asks for like a rule of some kind becomes one of that kind. */
function resolveEnvironments(reading: RuleReading): ReadonlyMap<string, Environment> {
  const { reader } = reading
  return new Map(
    reader.entries(['environments'], example).flatMap((name) => {
      const entry = reader.read(environmentSchema, ['environments', name])
      return entry === undefined ? [] : [[name, environmentOf(name, entry, reading)] as const]
    }),
  )
}

function environmentOf(name: string, entry: WrittenEnvironment, reading: RuleReading): Environment {
  const { head, names, ref } = reading
  const id = `environments.${name}`
  const asked = ruleMaker(id, reading)
  const since = head.since === undefined ? undefined : midnight(dayNumber(head.since), head.timezone)
  const { description, after, soak, requires, window, checklist } = entry
  const blockedBy = entry['blocked-by']
  const turns = entry['one-at-a-time']
  const signOff = asked('sign-off', 'sign-off', entry['sign-off'])
  const own = asked('checklist', 'checklist', checklist)
  const others = asked('checklist', 'checklist', checklist && { ...checklist, 'void-on-push': true })
  const opened = asked('window', 'release-window', window && windowAlone(window))
  return {
    name,
    id,
    strict: entry.strict,
    by: entry.by,
    oneAtATime: turns !== false,
    checks: entry.checks ?? [],
    hotfix: (entry.hotfix ?? []).map((hotfix, index) => hotfixOf(hotfix, index, asked)),
    mode: head.mode,
    names,
    timezone: head.timezone,
    source: ref,
    ...(description === undefined ? {} : { description }),
    ...(after === undefined ? {} : { after }),
    ...(soak === undefined ? {} : { soak }),
    ...(requires === undefined ? {} : { requires }),
    ...(blockedBy === undefined ? {} : { blockedBy }),
    ...(typeof turns === 'object' ? { turnLasts: turns.for } : {}),
    ...(signOff === undefined ? {} : { signOff }),
    ...(own && others ? { checklist: { own, others } } : {}),
    ...(opened === undefined ? {} : { window: opened }),
    ...(since === undefined ? {} : { since }),
  }
}

type Asked = (key: string, kind: string, options: unknown) => Rule | undefined

/** What stands under a key of an environment, as a rule of that kind; undefined where nothing does. */
function ruleMaker(id: string, { head, kinds, names, ref }: RuleReading): Asked {
  return (key, name, options) => {
    const kind = kinds.find((each) => each.name === name)
    if (kind === undefined || options === undefined) return undefined
    return {
      id: `${id}.${key}`,
      kind,
      options,
      mode: head.mode,
      was: [],
      owner: [],
      gates: false,
      calendar: always(head.timezone),
      timezone: head.timezone,
      do: [],
      onFail: [],
      override: { by: [], for: { unit: 'days', count: 1 }, count: 1 },
      ownCheck: false,
      locked: false,
      names,
      source: ref,
    }
  }
}

const noWindow = { window: [], deployments: [], releases: [], hotfix: [] }

function windowAlone(window: readonly string[]) {
  return { ...noWindow, window }
}

type WrittenHotfix = NonNullable<WrittenEnvironment['hotfix']>[number]

function hotfixOf(written: WrittenHotfix, index: number, asked: Asked): GateHotfix {
  const { when, lifts, 'approved-by': by } = written
  const approval = asked(
    `hotfix.${index + 1}`,
    'release-window',
    by && { ...noWindow, hotfix: [{ when, 'approved-by': by }] },
  )
  return { when, lifts: lifts.map(liftedBy), ...(approval === undefined ? {} : { approval }) }
}

function liftedBy(key: WrittenHotfix['lifts'][number]): Liftable {
  if (key === 'strict') return key
  const names = Object.keys(conditionKeys) as (keyof typeof conditionKeys)[]
  const found = names.find((name) => conditionKeys[name] === key)
  if (found === undefined) throw new Error(`Nothing of an environment is called ${key}`)
  return found
}

/** The names of a file with the environments that are written in it. */
export function withEnvironments(
  names: Omit<Names, 'environments'>,
  reading: Omit<RuleReading, 'names'>,
): Names {
  const environments = new Map<string, Environment>()
  const whole: Names = { ...names, environments }
  for (const [name, environment] of resolveEnvironments({ ...reading, names: whole }))
    environments.set(name, environment)
  return whole
}
