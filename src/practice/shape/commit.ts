import { diff, type FileChange } from '../git.ts'
import type { Commit, Repo } from '../state.ts'
import type { World } from '../world.ts'
import { accountShape } from './account.ts'
import { repositoryPage, repositoryUrl } from './repository.ts'

export function commitShape(world: World, repo: Repo, commit: Commit): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/commits/${commit.sha}`
  const who = { name: commit.author, email: emailOf(commit.author), date: commit.date }
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    commit: {
      author: who,
      committer: who,
      message: commit.message,
      tree: { sha: commit.sha, url: `${repositoryUrl(world, repo)}/git/trees/${commit.sha}` },
      url: `${repositoryUrl(world, repo)}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url,
    html_url: `${repositoryPage(world, repo)}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: accountShape(world, commit.author),
    committer: accountShape(world, commit.author),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${repositoryUrl(world, repo)}/commits/${sha}`,
      html_url: `${repositoryPage(world, repo)}/commit/${sha}`,
    })),
  }
}

export function emailOf(login: string): string {
  return `${login}@users.noreply.practice.invalid`
}

export function fileShape(world: World, repo: Repo, sha: string, file: FileChange): Record<string, unknown> {
  const path = encodeURIComponent(file.filename)
  const page = repositoryPage(world, repo)
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.changes,
    blob_url: `${page}/blob/${sha}/${path}`,
    raw_url: `${page}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(world, repo)}/contents/${path}?ref=${sha}`,
    patch: file.patch,
    ...(file.previous_filename === undefined ? {} : { previous_filename: file.previous_filename }),
  }
}

/** A commit as push payloads list it, with the paths it added, removed and changed. */
export function pushedCommit(world: World, repo: Repo, commit: Commit): Record<string, unknown> {
  const before = repo.commits[commit.parents[0] ?? '']?.tree ?? {}
  const files = diff(before, commit.tree)
  const paths = (status: FileChange['status']) =>
    files.filter((each) => each.status === status).map((each) => each.filename)
  const who = { name: commit.author, email: emailOf(commit.author), username: commit.author }
  return {
    id: commit.sha,
    tree_id: commit.sha,
    distinct: true,
    message: commit.message,
    timestamp: commit.date,
    url: `${repositoryPage(world, repo)}/commit/${commit.sha}`,
    author: who,
    committer: who,
    added: [...paths('added'), ...paths('renamed')],
    removed: [...paths('removed'), ...files.flatMap((each) => each.previous_filename ?? [])],
    modified: paths('modified'),
  }
}

/** The short form that check suites and merge groups carry. */
export function headCommit(commit: Commit): Record<string, unknown> {
  const who = { name: commit.author, email: emailOf(commit.author) }
  return {
    id: commit.sha,
    tree_id: commit.sha,
    message: commit.message,
    timestamp: commit.date,
    author: who,
    committer: who,
  }
}
