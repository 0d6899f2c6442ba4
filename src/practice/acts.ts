import { boardActs } from './board-acts.ts'
import { createRun, setStatus, tellRun } from './change/check.ts'
import { addComment, deleteComment, editComment, findComment, react } from './change/comment.ts'
import {
  type At,
  assign,
  close,
  editItem,
  mark,
  type Opening,
  openIssue,
  reopen,
  setMilestone,
  setType,
  unassign,
} from './change/item.ts'
import { addLabels, createLabel, deleteLabel, removeLabel, setLabels, updateLabel } from './change/label.ts'
import {
  changeInstallation,
  convertToDiscussion,
  deleteItem,
  suspend,
  transfer,
  uninstall,
} from './change/move.ts'
import {
  addCollaborator,
  addSubIssue,
  addTeamMember,
  createMilestone,
  createTeam,
  removeCollaborator,
  removeOrgMember,
  removeTeamMember,
  updateMilestone,
} from './change/people.ts'
import {
  dismissReview,
  enableAutoMerge,
  link,
  merge,
  openPull,
  type PullOpening,
  pushTo,
  requestReview,
  review,
  setBase,
  setDraft,
} from './change/pull.ts'
import { archive, commitTo, renameRepo } from './change/push.ts'
import { endGroup, queue } from './change/queue.ts'
import { deployActs } from './deploy-acts.ts'
import type { Files } from './git.ts'
import { Refusal } from './refusal.ts'
import { releaseActs } from './release-acts.ts'
import { needRole } from './role.ts'
import type {
  CheckRun,
  Comment,
  Installation,
  Item,
  ItemRef,
  MergeGroup,
  Review,
  Role,
  StateReason,
  Status,
} from './state.ts'
import { needItem, needRepo, person, same, type World } from './world.ts'

/** `acme/app#12`, or the repository and the number. */
export type ItemName = string | ItemRef

export type Acts = ReturnType<typeof actsOf>

/** `acme/app#12` taken apart. */
export function parseName(name: ItemName): ItemRef {
  if (typeof name !== 'string') return name
  const [, repo, number] = /^([^#]+)#(\d+)$/.exec(name) ?? []
  if (!repo || !number) throw new Error(`Not an issue or pull request: ${name}. Write it like acme/app#12.`)
  return { repo, number: Number(number) }
}

/**
 * What a person does on GitHub. Each act changes the state, writes the timeline and tells the Apps as GitHub does,
 * and is refused (thrown) where GitHub would not offer it to this person.
 */
export function actsOf(world: World, login: string) {
  const by = person(login)
  const inRepo = (name: string, role: Role = 'read') => {
    needRole(world, name, login, role)
    return { repo: needRepo(world, name), by }
  }
  const on = (name: ItemName, role: Role = 'read'): At => {
    const ref = parseName(name)
    const { repo } = inRepo(ref.repo, role)
    return { repo, item: needItem(repo, ref.number), by }
  }
  /** Authors may do this to their own, others need the role. */
  const onOwn = (name: ItemName, role: Role): At => {
    const at = on(name)
    return same(at.item.author, login) ? at : on(name, role)
  }
  return {
    ...itemActs(world, { inRepo, on, onOwn }),
    ...pullActs(world, { inRepo, on, onOwn }),
    ...commentActs(world, login, on),
    ...repoActs(world, { inRepo, on, onOwn }),
    ...labelActs(world, { inRepo, on, onOwn }),
    ...peopleActs(world, by, { inRepo, on, onOwn }),
    ...checkActs(world, { inRepo, on, onOwn }),
    ...boardActs(world, by, parseName),
    ...deployActs(world, inRepo),
    ...releaseActs(world, inRepo),
  }
}

interface Reach {
  inRepo(name: string, role?: Role): { repo: At['repo']; by: At['by'] }
  on(name: ItemName, role?: Role): At
  onOwn(name: ItemName, role: Role): At
}

function itemActs(world: World, { inRepo, on, onOwn }: Reach) {
  return {
    openIssue: (repo: string, opening: Opening): Item =>
      openIssue(world, inRepo(repo).repo, inRepo(repo).by, opening),
    edit: (name: ItemName, values: { title?: string; body?: string }) =>
      editItem(world, onOwn(name, 'triage'), values),
    label: (name: ItemName, ...labels: string[]) => addLabels(world, on(name, 'triage'), labels),
    unlabel: (name: ItemName, label: string) => removeLabel(world, on(name, 'triage'), label),
    setLabels: (name: ItemName, labels: readonly string[]) => setLabels(world, on(name, 'triage'), labels),
    close: (name: ItemName, reason: StateReason = 'completed') => close(world, onOwn(name, 'triage'), reason),
    reopen: (name: ItemName) => reopen(world, onOwn(name, 'triage')),
    assign: (name: ItemName, ...logins: string[]) => assign(world, on(name, 'triage'), logins),
    unassign: (name: ItemName, ...logins: string[]) => unassign(world, on(name, 'triage'), logins),
    /** By title; null takes it off. */
    setMilestone: (name: ItemName, title: string | null) => {
      const at = on(name, 'triage')
      const found = at.repo.milestones.find((each) => each.title === title)
      if (title !== null && !found) throw new Refusal(404, `No milestone ${title}`)
      setMilestone(world, at, found?.number ?? null)
    },
    setType: (name: ItemName, type: string | null) => setType(world, on(name, 'triage'), type),
    /** Deletes the issue for good. */
    remove: (name: ItemName) => deleteItem(world, on(name, 'admin')),
    transfer: (name: ItemName, to: string): Item => transfer(world, on(name, 'write'), to),
    /** Makes a discussion of it. */
    convert: (name: ItemName) => convertToDiscussion(world, on(name, 'triage')),
    lock: (name: ItemName) => mark(world, on(name, 'triage'), 'locked'),
    unlock: (name: ItemName) => mark(world, on(name, 'triage'), 'unlocked'),
    pin: (name: ItemName) => mark(world, on(name, 'write'), 'pinned'),
    unpin: (name: ItemName) => mark(world, on(name, 'write'), 'unpinned'),
    addSubIssue: (name: ItemName, child: ItemName) =>
      addSubIssue(world, on(name, 'triage'), parseName(child)),
  }
}

function commentActs(world: World, login: string, on: Reach['on']) {
  const ownComment = (name: ItemName, id: number): { at: At; comment: Comment } => {
    const at = on(name)
    const { comment } = findComment(at.repo, id)
    return { at: same(comment.author, login) ? at : on(name, 'write'), comment }
  }
  return {
    comment: (name: ItemName, body: string): Comment => addComment(world, on(name), body),
    editComment: (name: ItemName, id: number, body: string) => {
      const { at, comment } = ownComment(name, id)
      editComment(world, at, comment, body)
    },
    deleteComment: (name: ItemName, id: number) => {
      const { at, comment } = ownComment(name, id)
      deleteComment(world, at, comment)
    },
    react: (name: ItemName, id: number, content: string) =>
      react(world, person(login), findComment(on(name).repo, id).comment, content).reaction,
  }
}

function pullActs(world: World, { inRepo, on, onOwn }: Reach) {
  return {
    openPull: (repo: string, opening: PullOpening): Item => {
      const at = inRepo(repo, opening.fork === undefined ? 'write' : 'read')
      return openPull(world, at.repo, at.by, opening)
    },
    push: (
      name: ItemName,
      commit: { files: Files; sha?: string; message?: string; force?: boolean },
    ): string => pushTo(world, onOwn(name, 'write'), commit),
    ready: (name: ItemName) => setDraft(world, onOwn(name, 'write'), false),
    draft: (name: ItemName) => setDraft(world, onOwn(name, 'write'), true),
    setBase: (name: ItemName, base: string) => setBase(world, onOwn(name, 'write'), base),
    review: (name: ItemName, state: Review['state'], body?: string): Review =>
      review(world, on(name), state, body),
    dismissReview: (name: ItemName, id: number, message: string) =>
      dismissReview(world, on(name, 'write'), id, message),
    requestReview: (name: ItemName, who: { logins?: readonly string[]; teams?: readonly string[] }) =>
      requestReview(world, onOwn(name, 'write'), { logins: who.logins ?? [], teams: who.teams ?? [] }),
    /** Links an issue in the sidebar; no webhook tells of it. */
    link: (name: ItemName, issue: ItemName) => link(world, onOwn(name, 'write'), parseName(issue), true),
    unlink: (name: ItemName, issue: ItemName) => link(world, onOwn(name, 'write'), parseName(issue), false),
    /** Throws a Refusal with GitHub's reason where the pull request cannot be merged; else answers the merge commit. */
    merge: (name: ItemName): string => merge(world, on(name, 'write')),
    enableAutoMerge: (name: ItemName) => enableAutoMerge(world, on(name, 'write')),
    /** One merge group of these pull requests. */
    queue: (repo: string, ...numbers: number[]): MergeGroup => queue(world, inRepo(repo, 'write'), numbers),
    endGroup: (repo: string, group: MergeGroup, how: 'merged' | 'invalidated' | 'dequeued') =>
      endGroup(world, inRepo(repo, 'write'), group, how),
  }
}

function repoActs(world: World, { inRepo }: Reach) {
  return {
    /** A commit on the default branch (or another) that sets or, with null, removes files. */
    commit: (
      repo: string,
      files: Files,
      options: { branch?: string; message?: string; sha?: string } = {},
    ): string => {
      const at = inRepo(repo, 'write')
      const { branch = at.repo.default_branch, message = 'A change', sha } = options
      return commitTo(world, at, branch, { files, message, sha }).sha
    },
    /** Sets one file on the default branch: how a policy is changed. */
    editPolicy: (repo: string, path: string, text: string | null): string => {
      const at = inRepo(repo, 'write')
      return commitTo(world, at, at.repo.default_branch, { files: { [path]: text }, message: `Edit ${path}` })
        .sha
    },
    createBranch: (repo: string, name: string, from?: string) => {
      const at = inRepo(repo, 'write')
      at.repo.branches[name] = at.repo.branches[from ?? at.repo.default_branch] ?? ''
    },
    archive: (repo: string) => archive(world, inRepo(repo, 'admin'), true),
    unarchive: (repo: string) => archive(world, inRepo(repo, 'admin'), false),
    renameRepo: (repo: string, name: string) => renameRepo(world, inRepo(repo, 'admin'), name),
  }
}

function labelActs(world: World, { inRepo }: Reach) {
  return {
    createLabel: (repo: string, name: string, values: { color?: string; description?: string } = {}) => {
      const at = inRepo(repo, 'triage')
      return createLabel(world, at.repo, at.by, { name, ...values })
    },
    deleteLabel: (repo: string, name: string) => {
      const at = inRepo(repo, 'triage')
      deleteLabel(world, at.repo, at.by, name)
    },
    renameLabel: (repo: string, name: string, to: string) =>
      updateLabel(world, inRepo(repo, 'triage'), name, { new_name: to }),
    createMilestone: (repo: string, title: string, due_on: string | null = null) => {
      const at = inRepo(repo, 'triage')
      return createMilestone(world, at.repo, at.by, { title, due_on })
    },
    editMilestone: (
      repo: string,
      title: string,
      values: { title?: string; due_on?: string | null; state?: 'open' | 'closed' },
    ) => {
      const at = inRepo(repo, 'triage')
      const found = at.repo.milestones.find((each) => each.title === title)
      if (!found) throw new Refusal(404, `No milestone ${title}`)
      updateMilestone(world, at, found, values)
    },
  }
}

function installationOf(world: World, slug: string): Installation {
  const id = world.state.apps.find((each) => each.slug === slug)?.id
  const found = world.state.installations.find((each) => each.app === id)
  if (!found) throw new Refusal(404, `${slug} is not installed`)
  return found
}

function peopleActs(world: World, by: At['by'], { inRepo }: Reach) {
  return {
    createTeam: (org: string, slug: string) => createTeam(world, by, org, slug),
    addTeamMember: (org: string, team: string, login: string) =>
      addTeamMember(world, by, { org, team }, login),
    removeTeamMember: (org: string, team: string, login: string) =>
      removeTeamMember(world, by, { org, team }, login),
    removeOrgMember: (org: string, login: string) => removeOrgMember(world, by, org, login),
    addCollaborator: (repo: string, login: string, role: Role) => {
      const at = inRepo(repo, 'admin')
      addCollaborator(world, at.by, at.repo, login, role)
    },
    removeCollaborator: (repo: string, login: string) => {
      const at = inRepo(repo, 'admin')
      removeCollaborator(world, at.by, at.repo, login)
    },
    /** Takes the App off the account altogether. */
    uninstall: (app: string) => uninstall(world, installationOf(world, app)),
    suspend: (app: string) => suspend(world, installationOf(world, app), true),
    unsuspend: (app: string) => suspend(world, installationOf(world, app), false),
    /** Takes the App off this repository, or puts it on. */
    changeInstallation: (app: string, change: { add?: readonly string[]; remove?: readonly string[] }) => {
      changeInstallation(world, by, installationOf(world, app), change)
    },
  }
}

function checkActs(world: World, { inRepo }: Reach) {
  return {
    /** The Re-run button of a check. */
    rerequestCheck: (repo: string, run: CheckRun) =>
      tellRun(world, inRepo(repo, 'write'), run, 'rerequested'),
    /** A commit status, as continuous integration sets it. */
    setStatus: (repo: string, sha: string, context: string, state: Status['state']): Status =>
      setStatus(world, inRepo(repo, 'write'), sha, { context, state }),
    /** A finished check run of another App, by its id. */
    setCheck: (
      repo: string,
      app: number,
      values: { name: string; head_sha: string; conclusion: string },
    ): CheckRun => createRun(world, inRepo(repo, 'write'), app, values),
  }
}
