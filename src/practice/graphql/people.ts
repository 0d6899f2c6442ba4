import type { Repo } from '../state.ts'
import type { World } from '../world.ts'

/** A person, bot or organisation. GraphQL names bots without `[bot]`. */
export function accountNode(world: World, login: string) {
  const account = world.state.accounts[login.toLowerCase()]
  const type = account?.type ?? 'User'
  const name = account?.login ?? login
  const shown = type === 'Bot' ? name.replace(/\[bot\]$/, '') : name
  return { __typename: type, id: `U_${account?.id ?? 0}`, login: shown, name: null }
}

export function orgNode(world: World, login: string) {
  return { ...accountNode(world, login), __typename: 'Organization' }
}

export function commitNode(repo: Repo, sha: string) {
  const commit = repo.commits[sha]
  if (!commit) return null
  return {
    __typename: 'Commit',
    id: `C_${sha}`,
    oid: sha,
    committedDate: commit.date,
    message: commit.message,
  }
}
