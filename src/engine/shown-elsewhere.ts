import type { Occasion } from '../core/decision.ts'
import { type FactReader, visibilities } from '../core/fact.ts'
import type { Item } from '../core/item.ts'
import { itemKey } from '../core/subject.ts'
import { unknown } from '../core/truth.ts'
import type { PeopleScope } from './people.ts'

interface Shown {
  scope: PeopleScope
  occasion: Occasion
}

/**
 * What another repository may be shown of an item: all of it, or, where more people can see that repository, its name
 * only; titles, texts and logins stay where they are (D21). What cannot be read counts as seen by everybody.
 */
export function shownIn(repo: string, { scope, occasion }: Shown): Shown {
  if (repo === scope.item.repo || rank(scope.facts, scope.item.repo) >= rank(scope.facts, repo))
    return { scope, occasion }
  const { reason: _reason, args: _args, names: _names, ...texts } = occasion.texts ?? {}
  const { item } = scope
  return {
    scope: { ...scope, item: nameless(item), facts: withoutFields(scope.facts) },
    occasion: { ...occasion, texts: { ...texts, title: itemKey(item.repo, item.number) } },
  }
}

function rank(facts: FactReader, repo: string): number {
  const visibility = facts.read('visibility', repo)
  return visibilities.indexOf(visibility.ok ? visibility.value : 'public')
}

function nameless(item: Item): Item {
  const { author: _author, milestone: _milestone, stateReason: _reason, ...rest } = item
  return { ...rest, title: '', body: '', labels: [], assignees: [] }
}

function withoutFields(facts: FactReader): FactReader {
  return {
    read: (name, key) =>
      name === 'fields' ? unknown('another repository is not shown it') : facts.read(name, key),
  }
}
