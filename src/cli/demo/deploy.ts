import { type PracticeGitHub, Refusal } from '../../practice/index.ts'
import { repo } from './people.ts'

const help =
  'Say who deploys, and where to: as=omar environment=production; ref=<branch> for another branch than that one.'

/**
 * Somebody starts a workflow that deploys: `as=omar environment=production`, in the address or the form. GitHub itself has
 * a button for it and no address of its own, for what a workflow deploys stands in the workflow.
 */
export function deployAsAsked(
  github: PracticeGitHub,
  asked: ReadonlyMap<string, string>,
): { ok: true; message: string } | { ok: false; message: string } {
  const login = asked.get('as') ?? ''
  const environment = asked.get('environment') ?? ''
  if (login === '' || environment === '') return { ok: false, message: help }
  const { branches, default_branch } = github.repo(repo)
  const ref = asked.get('ref') ?? (branches[environment] === undefined ? default_branch : environment)
  try {
    github.as(login).deploy(repo, environment, ref)
    return { ok: true, message: `${login} deploys ${ref} to ${environment}.` }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: `${error.message}. ${help}` }
    throw error
  }
}
