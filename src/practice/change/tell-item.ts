import { issueShape } from '../shape/item.ts'
import { wholePull } from '../shape/pull.ts'
import type { Item, Repo } from '../state.ts'
import type { Actor, World } from '../world.ts'

/** Tells of a change of an item: as `issues` or as `pull_request`, whichever it is. */
export function tellItem(
  world: World,
  at: { repo: Repo; item: Item; by: Actor },
  action: string,
  more: Record<string, unknown> = {},
): void {
  const { repo, item, by } = at
  const pull = item.pull
  world.tell({
    event: pull ? 'pull_request' : 'issues',
    repo,
    sender: by.login,
    body: () =>
      pull
        ? { action, number: item.number, pull_request: wholePull(world, repo, item, pull), ...more }
        : { action, issue: issueShape(world, repo, item), ...more },
  })
}
