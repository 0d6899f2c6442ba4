import type { Policy } from '../../core/policy.ts'
import type { PracticeGitHub } from '../../practice/index.ts'

/** The organisation of the demo, its teams and its repository. Everybody's token is `ghp_` and their login. */
export const repo = 'acme/app'

const teams: Readonly<Record<string, readonly string[]>> = {
  stakeholders: ['sam', 'erik'],
  promotion: ['pia'],
  architects: ['arne'],
  'dev-leads': ['lena'],
  dev: ['eve', 'bo', 'cy'],
  web: ['wes'],
  ops: ['omar', 'nadia', 'dana'],
  qa: ['quinn', 'ann'],
}

export interface Papers {
  /** The text of `.github/reeve.yml`. */
  policy: string
  /** The document that it keeps. */
  handbook: string
}

export function addPeople(github: PracticeGitHub, papers: Papers, labels: Policy['labels']): void {
  github.addOrg('acme', { admins: ['lena'] })
  for (const [team, members] of Object.entries(teams)) github.addTeam('acme', team, members)
  // Without one, an organisation's own policy would be looked for again and again.
  github.addRepo({ full_name: 'acme/.github', files: { 'profile/README.md': '# acme\n' } })
  const held = github.addRepo({
    full_name: repo,
    defaultBranch: 'development',
    files: { 'README.md': '# app\n', 'processes.md': papers.handbook, '.github/reeve.yml': papers.policy },
    labels: labels.map(({ name, color, description }) => ({
      name,
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    })),
    teams: {
      stakeholders: 'triage',
      architects: 'triage',
      promotion: 'triage',
      web: 'write',
      'dev-leads': 'admin',
      dev: 'write',
      ops: 'maintain',
      qa: 'triage',
    },
    requiredChecks: ['Reeve'],
  })
  if (held.branches.development !== undefined) held.branches.production = held.branches.development
}
