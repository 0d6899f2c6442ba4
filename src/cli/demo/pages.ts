import type { PracticeGitHub } from '../../practice/index.ts'
import { answerView } from '../../practice/view/answer-view.ts'
import { deployAsAsked } from './deploy.ts'
import type { Guide } from './guide.ts'
import type { PracticeClock } from './practice-clock.ts'
import { readWish, type Wish, type Wound } from './wish.ts'

interface Parts {
  github: PracticeGitHub
  clock: PracticeClock
  timezone: string
  guide: Guide
  /** Ends when Reeve has done what is to be done now. */
  settle(): Promise<void>
  wind(wish: Wish): Promise<Wound>
}

/**
 * The demo's own pages beside the practice GitHub's API, in plain text: the guide at `/`, its issues, pull requests and
 * deployments; `POST /practice/forward` with `hours`, `days`, `minutes` or `to=next`, and `POST /practice/deploy` with `as`
 * and `environment`, in the address or as a form.
 */
export function createPages(parts: Parts): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/practice/forward') return forward(parts, request, searchParams)
    if (pathname === '/practice/deploy') return deploy(parts, request, searchParams)
    if (request.method !== 'GET') return undefined
    if (pathname === '/' || pathname === '/practice') return text(parts.guide.text)
    const path = pathname.replace(/^\/practice(?=\/)/, '')
    if (answerView(parts.github, path, parts) === undefined) return undefined
    // What was done just now is shown with what came of it.
    await parts.settle()
    return text(answerView(parts.github, path, parts) ?? '')
  }
}

async function forward(parts: Parts, request: Request, asked: URLSearchParams): Promise<Response> {
  if (request.method !== 'POST') return text('Wind the clock with POST, such as curl -d hours=4.', 405)
  const wish = readWish(await readForm(request, asked), parts)
  if (!wish.ok) return text(wish.message, 400)
  const { lines, ends } = await parts.wind(wish.wish)
  return text([...lines, ends].join('\n'))
}

async function deploy(
  { github, settle }: Parts,
  request: Request,
  asked: URLSearchParams,
): Promise<Response> {
  if (request.method !== 'POST')
    return text('Deploy with POST, such as curl -d as=omar -d environment=production.', 405)
  const deployed = deployAsAsked(github, await readForm(request, asked))
  if (deployed.ok) await settle()
  return text(deployed.message, deployed.ok ? 200 : 400)
}

/** What is asked for, in the address or as a form. */
async function readForm(request: Request, asked: URLSearchParams): Promise<ReadonlyMap<string, string>> {
  return new Map([...asked, ...new URLSearchParams(await request.text())])
}

function text(body: string, status = 200): Response {
  const ended = body.endsWith('\n') ? body : `${body}\n`
  return new Response(ended, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
