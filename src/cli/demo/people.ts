import type { PracticeGitHub } from '../../practice/index.ts'

/** The organisation of the demo, its teams and its repository. Everybody's token is `ghp_` and their login. */
export const repo = 'acme/app'

const teams: Readonly<Record<string, readonly string[]>> = {
  dev: ['eve', 'bo', 'cy'],
  'dev-leads': ['lena'],
  ops: ['omar', 'dana'],
  qa: ['quinn', 'ann'],
  stakeholders: ['sam', 'erik'],
}

const labels: readonly string[] = [
  'critical',
  'major',
  'minor',
  'QA',
  'verified',
  'overdue',
  'hotfix',
  'story',
]

export function addPeople(github: PracticeGitHub, policy: string): void {
  github.addOrg('acme', { admins: ['lena'] })
  for (const [team, members] of Object.entries(teams)) github.addTeam('acme', team, members)
  // Without one, an organisation's own policy would be looked for again and again.
  github.addRepo({ full_name: 'acme/.github', files: { 'profile/README.md': '# acme\n' } })
  const held = github.addRepo({
    full_name: repo,
    files: { 'README.md': '# app\n', '.github/reeve.yml': policy },
    labels,
    teams: { dev: 'write', 'dev-leads': 'admin', ops: 'maintain', qa: 'triage', stakeholders: 'triage' },
    requiredChecks: ['Reeve'],
  })
  if (held.branches.main !== undefined) held.branches.production = held.branches.main
}
