/** A repository's name and its owner's; an owner's own. */
export function namesOf(repo: string): string[] {
  return [...new Set([repo, repo.split('/')[0] ?? repo])]
}
