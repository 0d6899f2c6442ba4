import { z } from 'zod'
import { commitTo } from '../change/push.ts'
import { blobSha, resolve } from '../git.ts'
import { notFound, Refusal } from '../refusal.ts'
import { commitShape } from '../shape/commit.ts'
import { repositoryPage, repositoryUrl } from '../shape/repository.ts'
import { type Answer, bodyOf, type Context, ok, param, type Route, reads, writes } from './route.ts'

interface File {
  path: string
  text: string
  ref: string
}

function common(
  c: Context,
  file: { path: string; sha: string; size: number; ref: string; type: string },
): Record<string, unknown> {
  const url = `${repositoryUrl(c.world, c.repo)}/contents/${file.path}?ref=${file.ref}`
  const page = `${repositoryPage(c.world, c.repo)}/${file.type === 'dir' ? 'tree' : 'blob'}/${file.ref}/${file.path}`
  const git = `${repositoryUrl(c.world, c.repo)}/git/${file.type === 'dir' ? 'trees' : 'blobs'}/${file.sha}`
  return {
    name: file.path.split('/').at(-1),
    path: file.path,
    sha: file.sha,
    size: file.size,
    url,
    html_url: page,
    git_url: git,
    download_url: file.type === 'dir' ? null : `${page}?raw=1`,
    type: file.type,
    _links: { self: url, git, html: page },
  }
}

function fileAnswer(c: Context, { path, text, ref }: File): Record<string, unknown> {
  const size = Buffer.byteLength(text)
  return {
    ...common(c, { path, sha: blobSha(text), size, ref, type: 'file' }),
    content: Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n'),
    encoding: 'base64',
  }
}

/** What lies directly below a path; undefined where nothing does. */
function directory(
  c: Context,
  tree: Record<string, string>,
  path: string,
  ref: string,
): Record<string, unknown>[] | undefined {
  const prefix = path === '' ? '' : `${path}/`
  const names = new Map<string, string | undefined>()
  for (const [each, text] of Object.entries(tree)) {
    if (!each.startsWith(prefix)) continue
    const [name = '', ...deeper] = each.slice(prefix.length).split('/')
    names.set(name, deeper.length > 0 ? undefined : text)
  }
  if (names.size === 0) return undefined
  return [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => {
      const type = text === undefined ? 'dir' : 'file'
      const sha = blobSha(text ?? `${ref}:${prefix}${name}`)
      return common(c, { path: prefix + name, sha, size: Buffer.byteLength(text ?? ''), ref, type })
    })
}

function read(c: Context): Answer {
  const path = param(c, 'path').replace(/^\/|\/$/g, '')
  const ref = c.query.get('ref') ?? c.repo.default_branch
  const commit = resolve(c.repo, ref)
  if (!commit) throw new Refusal(404, `No commit found for the ref ${ref}`)
  const text = commit.tree[path]
  const raw = /application\/vnd\.github(\.v3)?\.raw/.test(c.accept)
  if (text !== undefined) {
    if (raw)
      return {
        status: 200,
        body: text,
        headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
      }
    return ok(fileAnswer(c, { path, text, ref }))
  }
  const entries = directory(c, commit.tree, path, ref)
  if (!entries) throw notFound()
  if (!/application\/vnd\.github(\.v3)?\.object/.test(c.accept)) return ok(entries)
  return ok({ ...common(c, { path, sha: blobSha(path), size: 0, ref, type: 'dir' }), entries })
}

const Write = z.object({
  message: z.string(),
  content: z.string(),
  sha: z.string().optional(),
  branch: z.string().optional(),
})

function write(c: Context): Answer {
  const path = param(c, 'path')
  const { message, content, sha, branch = c.repo.default_branch } = bodyOf(c, Write)
  const tip = resolve(c.repo, branch)
  if (!tip) throw new Refusal(404, `Branch ${branch} not found`)
  const there = tip.tree[path]
  if (there !== undefined && sha === undefined)
    throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
  if (there !== undefined && sha !== blobSha(there)) throw new Refusal(409, `${path} does not match ${sha}`)
  const text = Buffer.from(content, 'base64').toString()
  const commit = commitTo(c.world, c, branch, { files: { [path]: text }, message })
  const answer = {
    content: fileAnswer(c, { path, text, ref: branch }),
    commit: commitShape(c.world, c.repo, commit),
  }
  return ok(answer, there === undefined ? 201 : 200)
}

const path = '/repos/{owner}/{repo}/contents/{path}'

export const contentsRoutes: readonly Route[] = [
  { method: 'GET', path, needs: reads('contents'), handle: read },
  { method: 'PUT', path, needs: writes('write', 'contents'), handle: write },
]
