import type { PracticeGitHub } from '../practice-github.ts'
import { viewDeployments } from './view-deployments.ts'
import { type ViewOptions, viewItem } from './view-item.ts'
import { viewRepo } from './view-repo.ts'

/**
 * The pages of the practice GitHub, as plain text at the addresses that its answers give as `html_url`: `/acme/app`,
 * `/acme/app/issues/7`, `/acme/app/pull/8`, `/acme/app/deployments`, `/acme/app/blob/main/README.md`. Undefined where there is no such page.
 */
export function answerView(github: PracticeGitHub, path: string, options: ViewOptions): string | undefined {
  const [, repo, rest = ''] = /^\/([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? []
  if (repo === undefined || github.state.repos[repo.toLowerCase()] === undefined) return undefined
  if (rest === '' || rest === '/') return viewRepo(github, repo)
  if (rest === '/deployments') return viewDeployments(github, repo, options)
  const number = Number(/^\/(?:issues|pulls?)\/(\d+)$/.exec(rest)?.[1])
  const held = github.repo(repo)
  if (held.items[number]) return viewItem(github, { repo, number }, options)
  const [, branch = '', file = ''] = /^\/blob\/([^/]+)\/(.+)$/.exec(rest) ?? []
  return held.commits[held.branches[branch] ?? '']?.tree[file]
}
