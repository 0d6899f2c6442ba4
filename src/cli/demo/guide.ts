import { shortTime } from '../../practice/view/plain-text.ts'
import { repo } from './people.ts'
import type { Cast } from './weeks.ts'

export interface Guide {
  text: string
  /** Where the practice GitHub answers. */
  practice: string
}

interface Setting {
  practice: string
  reeve: string
  cast: Cast
  now: number
  timezone: string
}

interface Try {
  title: string
  commands: readonly string[]
  /** What is seen then. */
  seen: string
}

/** The printed guide: what runs where, and what to try. Every command in it works as it stands, one after the other. */
export function writeGuide(setting: Setting): Guide {
  const { practice, reeve, now, timezone } = setting
  const city = timezone.split('/').at(-1) ?? timezone
  const lines = [
    'Reeve keeps the process of a practice team here. Nothing leaves this machine.',
    '',
    `  GitHub, to practise  ${practice}`,
    `  Reeve, an App there  ${reeve}`,
    `  The clock there      ${shortTime(now, timezone)} in ${city}, running`,
    '',
    'What stands there, and the policy that Reeve keeps:',
    '',
    `  curl ${practice}/${repo}`,
    `  curl ${practice}/${repo}/blob/development/.github/reeve.yml`,
    '',
    'Try this in another terminal. Everybody has a token: ghp_ and the name.',
    ...tries(setting).flatMap((each, index) => ['', ...tryLines(each, index + 1)]),
    '',
  ]
  return { practice, text: lines.join('\n') }
}

function tryLines({ title, commands, seen }: Try, number: number): string[] {
  const shown = commands.flatMap((command) => command.split('\n')).map((line) => `     ${line}`)
  return [`${number}. ${title}`, ...shown, `   ${seen}`]
}

function tries(setting: Setting): Try[] {
  const { practice, cast } = setting
  const forward = (how: string) => `curl -d ${how} ${practice}/practice/forward`
  const issue = (number: number) => `curl ${practice}/${repo}/issues/${number}`
  const pull = (number: number) => `curl ${practice}/${repo}/pull/${number}`
  const deploy = (login: string) =>
    [`curl -d as=${login} -d environment=production \\`, `  ${practice}/practice/deploy`].join('\n')
  const deployments = `curl ${practice}/${repo}/deployments`
  const { map, story, critical, release } = cast
  return [
    {
      title: 'sam says it is minor, bo says major. Two priorities are one too many:',
      commands: [act(setting, 'bo', `issues/${map}/labels`, { labels: ['major'] }), issue(map)],
      seen: 'The newest stays: `minor` is off, and a comment says why.',
    },
    {
      title: 'Only QA says `verified`, and eve is a developer:',
      commands: [act(setting, 'eve', `issues/${story}/labels`, { labels: ['verified'] }), issue(story)],
      seen: '`verified` is off again. From quinn, who is of QA, it would stay.',
    },
    {
      title: 'It is Thursday, and eve wants something in production, for no issue:',
      commands: [
        act(setting, 'eve', 'pulls', { title: 'Just this once', head: 'hurry', base: 'production' }),
        pull(cast.last + 1),
      ],
      seen: 'The check fails, and says when the window opens and what is missing.',
    },
    {
      title: `Something is broken (#${critical}), and four hours pass:`,
      commands: [forward('hours=4'), issue(critical)],
      seen: 'At half time omar was told; now it is `overdue`, and dana knows.',
    },
    {
      title: 'omar mends it:',
      commands: [
        act(setting, 'omar', `issues/${critical}/comments`, { body: 'A switch was down. It is up again.' }),
        act(setting, 'omar', `issues/${critical}`, { state: 'closed' }, 'PATCH'),
        issue(critical),
      ],
      seen: '`overdue` went with the clock.',
    },
    {
      title: 'Workflows deploy to production: one of eve, who is a developer, one of omar:',
      commands: [deploy('eve'), deploy('omar'), deployments],
      seen: 'eve is told who may. omar is of OPS: his waits, and says for what.',
    },
    {
      title: `The weekend passes. #${release} has been waiting since Thursday:`,
      commands: [forward('to=monday'), pull(release), deployments],
      seen: 'Both went on by themselves as the window opened on Sunday.',
    },
  ]
}

/** What somebody does on GitHub, as a command; only a refusal is shown. */
function act({ practice }: Setting, login: string, path: string, body: object, method?: string): string {
  const how = method === undefined ? '' : `-X ${method} `
  return [
    `curl -sSfo /dev/null -H 'Authorization: Bearer ghp_${login}' \\`,
    `  ${how}-d '${JSON.stringify(body)}' \\`,
    `  ${practice}/repos/${repo}/${path}`,
  ].join('\n')
}
