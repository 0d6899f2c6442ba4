import { GraphQLError } from 'graphql'

export interface PageArgs {
  first?: number | null
  after?: string | null
}

/** GitHub's kind of error: `type` beside the message. */
export function refuse(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } })
}

/** One page of a connection. As on GitHub `first` must be given, and be 100 at most. */
export function connection<T>(name: string, list: readonly T[], args: PageArgs, shape: (each: T) => unknown) {
  const { first } = args
  if (first === undefined || first === null) {
    const what = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`
    throw refuse('MISSING_PAGINATION_BOUNDARIES', what)
  }
  if (first < 1 || first > 100) {
    throw refuse(
      'EXCESSIVE_PAGINATION',
      `Requesting ${first} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`,
    )
  }
  const start = args.after
    ? Number(Buffer.from(args.after, 'base64url').toString().replace('cursor:', ''))
    : 0
  const end = Math.min(list.length, start + first)
  const cursor = (at: number) => Buffer.from(`cursor:${at}`).toString('base64url')
  return {
    totalCount: list.length,
    nodes: () => list.slice(start, end).map(shape),
    pageInfo: {
      hasNextPage: end < list.length,
      hasPreviousPage: start > 0,
      startCursor: end > start ? cursor(start + 1) : null,
      endCursor: end > start ? cursor(end) : null,
    },
  }
}
