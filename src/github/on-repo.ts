import { type Known, unknown } from '../core/truth.ts'
import type { GitHub } from './client.ts'

export type OctokitFor = (repo: string) => Promise<GitHub | undefined>

/** What is asked about a repository by who is installed there; unknown where Reeve is not. */
export async function onRepo<T>(
  octokitFor: OctokitFor,
  name: string,
  ask: (octokit: GitHub, at: { owner: string; repo: string }) => Promise<Known<T>>,
): Promise<Known<T>> {
  const [owner = '', repo = ''] = name.split('/')
  const octokit = await octokitFor(name)
  return octokit ? ask(octokit, { owner, repo }) : unknown(`Reeve is not installed on ${name}`)
}
