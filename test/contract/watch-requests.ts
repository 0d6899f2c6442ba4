import { validateDocument } from './graphql.ts'
import { createRequestValidator } from './validate-request.ts'

export interface WatchedRequests {
  /** Passes every request on, whatever is wrong with it. */
  fetch: typeof globalThis.fetch
  /** What GitHub's own descriptions do not know of the requests so far, one sentence each. */
  problems: string[]
  /** GitHub's names of the operations asked for so far: `issues/add-labels`. */
  operations: ReadonlySet<string>
}

const validator = createRequestValidator()
const judged = new Map<string, readonly string[]>()

/**
 * Holds every request against GitHub's OpenAPI description, and every GraphQL document against its schema; each has to go
 * to the API's own address. Problems are kept rather than thrown: a thrown one would look like a lost connection and be
 * tried again.
 */
export function watchRequests(
  fetch: typeof globalThis.fetch,
  api = 'https://api.github.com',
): WatchedRequests {
  const problems: string[] = []
  return {
    problems,
    operations: validator.used,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      if (!isAt(api, request.url)) problems.push(`A request went to ${request.url}, which is not at ${api}`)
      problems.push(...(await problemsOf(request.clone())))
      return fetch(request)
    },
  }
}

/** GitHub Enterprise has its GraphQL beside `/api/v3`. */
function isAt(api: string, url: string): boolean {
  return url.startsWith(`${api}/`) || url === `${api.replace(/\/v3$/, '')}/graphql`
}

async function problemsOf(request: Request): Promise<readonly string[]> {
  const text = await request.text()
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  if (/^\/(api\/)?graphql$/.test(new URL(request.url).pathname)) return documentProblems(body)
  return validator.problems({
    method: request.method,
    url: request.url,
    ...(body === undefined ? {} : { body }),
  })
}

function documentProblems(body: unknown): readonly string[] {
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined
  if (typeof query !== 'string') return ['A GraphQL request without a query']
  const known = judged.get(query)
  if (known) return known
  const found = validateDocument(query).map((problem) => `GraphQL: ${problem}`)
  judged.set(query, found)
  return found
}
