import { z } from 'zod'
import type { Item } from '../../core/item.ts'
import { parseSubject } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { GitHub } from '../client.ts'
import { issueItem, pullItem } from '../normalise/item-of.ts'
import { Issue, Pull, type Repository } from '../normalise/payload.ts'
import { type Asked, ask, askGraph, itemAt, noSuchKey, placeOf, plain } from './ask.ts'
import { currentName } from './visible.ts'

/** An issue's answer, with where it is: one that was transferred answers from its new place. */
const ShownIssue = Issue.extend({ repository_url: z.string() })
const ShownPull = Pull.extend({
  base: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }) }),
})

/** For an item never seen, GitHub's instants are all in the past. */
const anyTime = { at: Number.MAX_SAFE_INTEGER }

/** What is held of an item before it is read: whether it is a pull request saves a question. */
export interface Held {
  key: string
  item?: Item
}

/** An issue or pull request as it is right now; undefined where it is gone. */
export async function readItem(github: GitHub, held: Held): Promise<Known<Item | undefined>> {
  const at = itemAt(held.key)
  if (!at) return noSuchKey('issue or pull request', held.key)
  const read = held.item?.pull ? await readPull(github, held.key) : await readIssue(github, held.key)
  if (read.ok) {
    if (read.value.repo.toLowerCase() !== at.name.toLowerCase()) return moved(github, held.key, read.value)
    return (await isDiscussion(github, read.value)) ? known(undefined) : read
  }
  if (read.failure !== 'missing') return plain(read)
  return missing(github, held, read.why)
}

function nearBy(key: string) {
  const subject = parseSubject(key)
  const [owner = '', repo = ''] = (subject?.kind === 'item' ? subject.repo : '').split('/')
  return { owner, repo, number: subject?.kind === 'item' ? subject.number : 0 }
}

async function readIssue(github: GitHub, key: string): Promise<Asked<Item>> {
  const { owner, repo, number } = nearBy(key)
  const request = github.rest.issues.get.endpoint({ owner, repo, issue_number: number })
  const answer = await ask(github, request, ShownIssue, { what: key, needs: 'issues=read' })
  if (!answer.ok) return answer
  if (answer.value.pull_request) return readPull(github, key)
  const name = answer.value.repository_url.split('/').slice(-2).join('/')
  return { ok: true, value: issueItem(named(name), answer.value, anyTime) }
}

async function readPull(github: GitHub, key: string): Promise<Asked<Item>> {
  const { owner, repo, number } = nearBy(key)
  const request = github.rest.pulls.get.endpoint({ owner, repo, pull_number: number })
  const answer = await ask(github, request, ShownPull, { what: key, needs: 'pull_requests=read' })
  if (!answer.ok) return answer
  return { ok: true, value: pullItem(named(answer.value.base.repo.full_name), answer.value, anyTime) }
}

function named(name: string): Repository {
  return { name, defaultBranch: undefined }
}

export const convertedQuery = `
  query converted($owner: String!, $repo: String!, $number: Int!) {
    repository(owner: $owner, name: $repo) {
      issue(number: $number) {
        timelineItems(first: 1, itemTypes: [CONVERTED_TO_DISCUSSION_EVENT]) { totalCount }
      }
    }
  }`

const Converted = z
  .object({
    repository: z.object({ issue: z.object({ timelineItems: z.object({ totalCount: z.number() }) }) }),
  })
  .transform(({ repository }) => repository.issue.timelineItems.totalCount > 0)

/**
 * An issue that was made a discussion stays, closed and locked, and takes nothing any more; only its timeline says why.
 * Where that cannot be asked it is an issue as before.
 */
async function isDiscussion(github: GitHub, { locked, number, pull, repo, state }: Item): Promise<boolean> {
  if (pull || !locked || state === 'open') return false
  const about = { what: `whether ${repo}#${number} is a discussion now`, needs: 'issues=read' }
  const variables = { ...placeOf(repo), number }
  const converted = await askGraph(github, convertedQuery, variables, { schema: Converted, about })
  return converted.ok && converted.value
}

/** A new name of the repository is no transfer of the issue. */
async function moved(github: GitHub, key: string, item: Item): Promise<Known<Item | undefined>> {
  const name = itemAt(key)?.name ?? ''
  const now = await currentName(github, name)
  if (now === undefined || now.toLowerCase() === name.toLowerCase()) return known(undefined)
  return unknown(`${name} has another name now: ${item.repo}`)
}

/**
 * GitHub shows nothing: the item is gone, or the repository cannot be seen, or the item is so new that GitHub's readers
 * have not heard of it, which happens for a moment after its webhook.
 */
async function missing(github: GitHub, { key, item }: Held, why: string): Promise<Known<Item | undefined>> {
  const now = await nowAtGitHub(github, itemAt(key)?.name ?? '')
  if (now === undefined) return unknown(why)
  if (item && now - item.createdAt < newMilliseconds)
    return unknown(`GitHub does not show ${key} yet; trying again`)
  return known(undefined)
}

const newMilliseconds = 2 * 60_000

const Dated = z.object({ headers: z.object({ date: z.string().optional() }) })

/** GitHub's own clock, from a look at the repository; undefined where that cannot be seen. */
async function nowAtGitHub(github: GitHub, repo: string): Promise<number | undefined> {
  const [owner = '', name = ''] = repo.split('/')
  try {
    const answer = await github.rest.repos.get({ owner, repo: name })
    const date = Date.parse(Dated.parse(answer).headers.date ?? '')
    return Number.isNaN(date) ? Number.MAX_SAFE_INTEGER : date
  } catch {
    return undefined
  }
}
