import { reposOf, tellInstallation } from '../builders.ts'
import { issueShape } from '../shape/item.ts'
import { repositoryName, repositoryShape } from '../shape/repository.ts'
import type { Installation, Item, Repo } from '../state.ts'
import { type Actor, appOf, fullName, needRepo, reaches, record, same, type World } from '../world.ts'
import { type At, blankItem, close, mark } from './item.ts'
import { addLabels } from './label.ts'
import { tellItem } from './tell-item.ts'

/** Deletes an issue for good. */
export function deleteItem(world: World, at: At): void {
  delete at.repo.items[at.item.number]
  at.repo.gone[at.item.number] = null
  if (at.item.state === 'open') at.repo.open -= 1
  tellItem(world, at, 'deleted')
}

/** Moves an issue to another repository of the owner: gone here with `transferred`, come there with `opened`. */
export function transfer(world: World, at: At, to: string): Item {
  const { repo, item, by } = at
  const target = needRepo(world, to)
  const copy = blankItem(world, target, by, { title: item.title, body: item.body }, null)
  const old = { old_issue: issueShape(world, repo, item), old_repository: repositoryShape(world, repo) }
  copy.author = item.author
  copy.created_at = item.created_at
  copy.comments = item.comments
  copy.timeline = item.timeline
  copy.assignees = item.assignees
  const labels = repo.labels.filter((each) => item.labels.includes(each.id)).map((each) => each.name)
  delete repo.items[item.number]
  repo.gone[item.number] = { repo: fullName(target), number: copy.number }
  if (item.state === 'open') repo.open -= 1
  const changes = {
    new_issue: issueShape(world, target, copy),
    new_repository: repositoryShape(world, target),
  }
  tellItem(world, at, 'transferred', { changes })
  tellItem(world, { repo: target, item: copy, by }, 'opened', { changes: old })
  addLabels(
    world,
    { repo: target, item: copy, by },
    labels.filter((each) => hasLabel(target, each)),
  )
  return copy
}

/**
 * An issue becomes a discussion: it stays where it is, closed and locked for good. GitHub's description says neither which
 * webhooks tell of it nor that one must: a story may drop these.
 */
export function convertToDiscussion(world: World, at: At): void {
  record(world, at.item, at.by, { event: 'converted_to_discussion' })
  close(world, at)
  mark(world, at, 'locked')
}

/** Labels that the new repository does not have are lost on the way. */
function hasLabel(repo: Repo, name: string): boolean {
  return repo.labels.some((each) => same(each.name, name))
}

/** Adds repositories to an installation, or takes them away, and tells the App. */
export function changeInstallation(
  world: World,
  by: Actor,
  installation: Installation,
  change: { add?: readonly string[]; remove?: readonly string[] },
): void {
  const added = (change.add ?? [])
    .map((each) => needRepo(world, each))
    .filter((each) => !reaches(installation, each))
  const removed = (change.remove ?? [])
    .map((each) => needRepo(world, each))
    .filter((each) => reaches(installation, each))
  const before = reposOf(world, installation).map(fullName)
  installation.repos = [...before, ...added.map(fullName)].filter(
    (each) => !removed.some((one) => same(fullName(one), each)),
  )
  for (const [action, repos] of [
    ['added', added],
    ['removed', removed],
  ] as const) {
    if (repos.length === 0) continue
    world.tell({
      event: 'installation_repositories',
      org: installation.account,
      app: appOf(world, installation.app).id,
      sender: by.login,
      body: () => ({
        action,
        repository_selection: 'selected',
        repositories_added: action === 'added' ? repos.map(repositoryName) : [],
        repositories_removed: action === 'removed' ? repos.map(repositoryName) : [],
        requester: null,
      }),
    })
  }
}

/** Tells of the end first: afterwards the App no longer hears. */
export function uninstall(world: World, installation: Installation): void {
  tellInstallation(world, installation, 'deleted')
  world.state.installations = world.state.installations.filter((each) => each !== installation)
}

/** The account takes the App's access away for a while, or gives it back. */
export function suspend(world: World, installation: Installation, suspended: boolean): void {
  installation.suspended = suspended
  world.tell({
    event: 'installation',
    org: installation.account,
    app: appOf(world, installation.app).id,
    sender: installation.account,
    // Repositories are not listed.
    body: () => ({ action: suspended ? 'suspend' : 'unsuspend' }),
  })
}
