import type { PracticeGitHub } from '../../practice/index.ts'
import { shortTime } from '../../practice/view/plain-text.ts'
import { answerView } from '../../practice/view/answer-view.ts'
import type { Diary } from './diary.ts'
import type { Guide } from './guide.ts'
import type { PracticeClock } from './practice-clock.ts'
import { readWish, type Wish } from './wish.ts'
import type { Winding } from './winding.ts'

interface Parts {
  github: PracticeGitHub
  clock: PracticeClock
  winding: Winding
  diary: Diary
  guide: Guide
  timezone: string
}

/**
 * The demo's own pages beside the practice GitHub's API, in plain text: the guide at `/`, its issues and pull requests, and
 * `POST /practice/forward` with `hours`, `days`, `minutes` or `to=next`, in the address or as a form.
 */
export function createPages(parts: Parts): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/practice/forward') {
      if (request.method !== 'POST') return text('Wind the clock with POST, such as curl -d hours=4.', 405)
      const form = new URLSearchParams(await request.text())
      const wish = readWish(new Map([...searchParams, ...form]), parts)
      return wish.ok ? text(await wind(parts, wish.wish)) : text(wish.message, 400)
    }
    if (request.method !== 'GET') return undefined
    if (pathname === '/' || pathname === '/practice') return text(parts.guide.text)
    // What was done just now is shown with what came of it.
    const path = pathname.replace(/^\/practice(?=\/)/, '')
    if (answerView(parts.github, path, parts) === undefined) return undefined
    await parts.winding.settle()
    return text(answerView(parts.github, path, parts) ?? '')
  }
}

/** Winds, and says what happened on the way. */
export async function wind({ winding, diary, clock, timezone }: Omit<Parts, 'github' | 'guide'>, wish: Wish): Promise<string> {
  const before = diary.lines.length
  const happened = () => diary.lines.length > before
  if (wish.to === 'next') await winding.forwardUntil(happened, wish.latest)
  else await winding.forwardTo(wish.to)
  const lines = diary.lines.slice(before)
  const said = lines.length > 0 ? lines : ['Nothing was to be done.']
  return [...said, `It is ${shortTime(clock.now(), timezone)} now.`].join('\n')
}

function text(body: string, status = 200): Response {
  const ended = body.endsWith('\n') ? body : `${body}\n`
  return new Response(ended, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
