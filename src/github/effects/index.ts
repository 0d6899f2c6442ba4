import type { Change, Effect, Receipt } from '../../core/effect.ts'
import { parseSubject } from '../../core/subject.ts'
import type { Applier, SubjectRow } from '../../pipeline/ports.ts'
import type { GitHub } from '../client.ts'
import { addAssignee, removeAssignee } from './assignees.ts'
import { putCheck } from './check.ts'
import { addComment } from './comment.ts'
import { sendDispatch } from './dispatch.ts'
import { answerGate, reportGate } from './gate.ts'
import { openIssue } from './issue-open.ts'
import { closeIssue, reopenIssue } from './issue-state.ts'
import { addLabel, removeLabel } from './labels.ts'
import {
  type ApplierOptions,
  type ChangeOf,
  type Do,
  done,
  type Ended,
  type MakeEffect,
  type Making,
  refused,
} from './making.ts'
import { setMilestone } from './milestone.ts'
import { putNotice, removeNotice } from './notice.ts'
import { pinIssue, unpinIssue } from './pin.ts'
import { putOnBoard } from './project-put.ts'
import { addReaction } from './reaction.ts'
import { putRepoLabel } from './repo-label.ts'
import { receiptOf } from './retry.ts'
import { requestReviewer } from './reviewer.ts'
import { sendWebhook } from './webhook.ts'

export { putTogether } from './checks-together.ts'
export type { ApplierOptions, Kept, Made } from './making.ts'

const makers: { [D in Do]: MakeEffect<D> } = {
  'label.add': addLabel,
  'label.remove': removeLabel,
  'assignee.add': addAssignee,
  'assignee.remove': removeAssignee,
  'reviewer.request': requestReviewer,
  'notice.put': putNotice,
  'notice.remove': removeNotice,
  'comment.add': addComment,
  'check.put': putCheck,
  'gate.report': reportGate,
  'gate.answer': answerGate,
  'issue.open': openIssue,
  'issue.close': closeIssue,
  'issue.reopen': reopenIssue,
  'issue.pin': pinIssue,
  'issue.unpin': unpinIssue,
  'milestone.set': setMilestone,
  'project.put': putOnBoard,
  'reaction.add': addReaction,
  'dispatch.send': sendDispatch,
  'webhook.send': sendWebhook,
  // The decision and the ledger hold it; GitHub has no place for it.
  'repo-label.put': putRepoLabel,
  'violation.record': { needs: () => '', make: async () => done },
}

/** Makes effects so on GitHub. Whatever GitHub answers becomes a receipt; only a mistake of ours is thrown. */
export function createApplier(options: ApplierOptions): Pick<Applier, 'apply'> {
  return { apply: (effect, row) => apply(options, effect, row) }
}

async function apply(options: ApplierOptions, effect: Effect, row: SubjectRow): Promise<Receipt> {
  let needs = 'metadata=read'
  try {
    const github = await options.octokitFor(row.repo)
    if (!github) return refused(`Reeve is not installed on ${row.repo}`)
    const task = taskOf(effect.change.do, makingOf(options, effect, { row, github }))
    needs = task.needs
    return await task.make()
  } catch (error) {
    return receiptOf(error, { now: options.clock.now(), needs })
  }
}

function makingOf(
  options: ApplierOptions,
  { change, key, subject }: Effect,
  { row, github }: { row: SubjectRow; github: GitHub },
): Making {
  const about = parseSubject(subject)
  const [owner = '', repo = ''] = row.repo.split('/')
  const on = change.do === 'comment.add' ? change.on : undefined
  const number = on ?? (about?.kind === 'item' ? about.number : 0)
  return { github, options, change, key, row, owner, repo, number }
}

function taskOf<D extends Do>(name: D, making: Making): { needs: string; make: () => Promise<Ended> } {
  const maker: MakeEffect<D> = makers[name]
  const { change } = making
  if (!isChange(change, name)) throw new Error(`${name} was expected, not ${change.do}`)
  const own = { ...making, change }
  return { needs: maker.needs(own), make: () => maker.make(own) }
}

function isChange<D extends Do>(change: Change, name: D): change is ChangeOf<D> {
  return change.do === name
}
