import type { PracticeGitHub } from '../../practice/index.ts'
import { answerView } from '../../practice/view/answer-view.ts'
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
 * The demo's own pages beside the practice GitHub's API, in plain text: the guide at `/`, its issues and pull requests, and
 * `POST /practice/forward` with `hours`, `days`, `minutes` or `to=next`, in the address or as a form.
 */
export function createPages(parts: Parts): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/practice/forward') return forward(parts, request, searchParams)
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
  const form = new URLSearchParams(await request.text())
  const wish = readWish(new Map([...asked, ...form]), parts)
  if (!wish.ok) return text(wish.message, 400)
  const { lines, ends } = await parts.wind(wish.wish)
  return text([...lines, ends].join('\n'))
}

function text(body: string, status = 200): Response {
  const ended = body.endsWith('\n') ? body : `${body}\n`
  return new Response(ended, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
