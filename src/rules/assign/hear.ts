import type { Spoken } from '../../core/commands.ts'
import { includesName, type Login } from '../../core/item.ts'
import type { Judging, Listening, Ruling } from '../../core/rule-kind.ts'
import { hearApproval } from '../approvals.ts'
import { say } from './messages.ts'
import type { Options } from './options.ts'

export function listens({ only, 'spill-over-with': by }: Options): readonly Listening[] {
  return only && by.length > 0 ? [{ command: 'approve', example: '@user', by }] : []
}

/** `/reeve approve @user` lets that user be assigned too. Which users is what is kept of it. */
export function hear(judging: Judging<Options>, command: Spoken): Ruling | undefined {
  const { options } = judging
  const { about, name } = command
  if (name !== 'approve' || !about.startsWith('@') || listens(options).length === 0) return undefined
  const named = about.split(/[\s,]+/).filter((word) => word !== '')
  const logins = named.flatMap((word) => /^@([A-Za-z0-9][A-Za-z0-9_-]*)$/.exec(word)?.[1] ?? [])
  const ways = logins.map((login) => ({
    name: login,
    by: options['spill-over-with'],
    applies: 'yes' as const,
  }))
  if (logins.length < named.length) return { ruling: 'refused', ...say.notAUser() }
  return hearApproval(judging, { ...command, about: '' }, { ways, notAuthor: false })
}

export function isApproved({ commands }: Judging<Options>, login: Login): boolean {
  return commands.some(
    ({ name, allowedBy = '' }) => name === 'approve' && includesName(allowedBy.split(' '), login),
  )
}
