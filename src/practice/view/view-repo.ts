import { latestRuns } from '../merge-rules.ts'
import type { PracticeGitHub } from '../practice-github.ts'
import type { Item, Repo } from '../state.ts'
import { checkWord } from './view-item.ts'

/** A repository's issues and pull requests for a terminal, one a line, those that are open first. */
export function viewRepo(github: PracticeGitHub, name: string): string {
  const repo = github.repo(name)
  const items = Object.values(repo.items)
  const lines = (['open', 'closed'] as const).flatMap((state) => {
    const those = items.filter((item) => item.state === state)
    return those.length === 0 ? [] : [`${state}:`, ...those.map((item) => itemLine(github, repo, item)), '']
  })
  return [name, '', ...lines].join('\n')
}

function itemLine(github: PracticeGitHub, repo: Repo, item: Item): string {
  const labels = github.labels({ repo: `${repo.owner}/${repo.name}`, number: item.number })
  const marks = item.pull ? [`→ ${item.pull.base}`, ...labels, ...checkWords(repo, item)] : labels
  const head = `  ${`#${item.number}`.padStart(4)}  ${item.title}`
  return marks.length === 0 ? head : `${head.padEnd(42)}  ${marks.join(', ')}`
}

function checkWords(repo: Repo, item: Item): string[] {
  if (!item.pull || item.state === 'closed') return []
  return latestRuns(repo, item.pull.sha).map((run) => `${run.name}: ${checkWord(run)}`)
}
