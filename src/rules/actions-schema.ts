import { z } from 'zod'
import type { Action, OpenIssue } from '../core/action.ts'
import { nearestName } from '../query/nearest-name.ts'
import { choice, labels, name, oneOrMany } from './basic-keys.ts'
import { words } from './leaves.ts'
import { people } from './people-keys.ts'
import { board, fieldValues, repo } from './place-keys.ts'
import { text } from './text-keys.ts'

/** Actions that need no value, so the word alone does. */
const bare = ['close', 'reopen', 'pin', 'unpin'] as const

/** What an action's texts may name beyond what all texts know. */
interface Also {
  also?: readonly string[]
}

/** One or a list of things to do (kinds.md, actions). */
export function actions(more: Also = {}): z.ZodType<readonly Action[]> {
  return oneOrMany(action(more))
}

/**
 * One or a list of things that happen elsewhere: for rules about a whole repository, which have no issue of their own to
 * comment on or to label.
 */
export function actionsElsewhere(more: Also = {}): z.ZodType<readonly Action[]> {
  const { dispatch, webhook, 'open-issue': opening } = farActions(more)
  return oneOrMany(oneOf({ dispatch, webhook, 'open-issue': opening }))
}

/** One thing to do: a map with one key, or a bare word. */
function action(more: Also = {}): z.ZodType<Action> {
  return z.union([bareAction(), keyedAction(more)])
}

function bareAction() {
  return words()
    .meta({ type: 'string', enum: [...bare] })
    .transform((word, context): Action => {
      if (word === 'close') return { action: 'close', reason: 'completed' }
      if (word === 'reopen' || word === 'pin' || word === 'unpin') return { action: word }
      const known = Object.hasOwn(actionShape(), word)
      context.addIssue({
        code: 'custom',
        message: known ? `\`${word}\` does not say what.` : `There is no action "${word}".`,
        params: known
          ? {
              code: 'action-without-value',
              why: 'Only close, reopen, pin and unpin need no value.',
              fix: `Write { ${word}: … }.`,
            }
          : { code: 'unknown-action', why: 'Reeve does only what it knows.', fix: nearest(word) },
      })
      return z.NEVER
    })
}

function nearest(word: string): string {
  const all = Object.keys(actionShape())
  const near = nearestName(word, all)
  return near === undefined ? `Write one of ${all.join(', ')}.` : `Did you mean ${near}?`
}

function keyedAction(more: Also) {
  return oneOf(actionShape(more))
}

/** A map with one of these keys. */
function oneOf(actions: Readonly<Record<string, z.ZodType<Action>>>): z.ZodType<Action> {
  const shape = z
    .strictObject(actions)
    .partial()
    .meta({ minProperties: 1, maxProperties: 1 })
    .transform((map) => Object.values(map).find((value) => value !== undefined) ?? z.NEVER)
  return z.preprocess((map, context) => {
    const keys = typeof map === 'object' && map !== null && !Array.isArray(map) ? Object.keys(map) : ['']
    if (keys.length !== 1) context.addIssue({ code: 'custom', ...notOne(keys) })
    return map
  }, shape)
}

function notOne(keys: readonly string[]) {
  return {
    message: keys.length === 0 ? 'This does nothing.' : `Two actions in one entry: ${keys.join(', ')}.`,
    params: {
      code: 'one-action-each',
      why: 'Each entry of the list is one action, and they are done in order.',
      fix: 'Write one entry for each action, as in [{ label: done }, close].',
    },
  }
}

const nothing = z.null().or(z.literal('')).meta({ type: 'null' })

/** Every action by its key; the output of each is the whole action. */
export function actionShape(more: Also = {}) {
  return {
    comment: text(more.also)
      .transform((body): Action => ({ action: 'comment', text: body }))
      .meta({ description: 'Says this, once.' }),
    notify: people({ mentioned: true })
      .transform((who): Action => ({ action: 'notify', people: who }))
      .meta({ description: 'Mentions these people in a comment.' }),
    label: labels()
      .transform((set): Action => ({ action: 'label', labels: set }))
      .meta({ description: 'Puts these labels on; they go again when the cause ends.' }),
    unlabel: labels()
      .transform((taken): Action => ({ action: 'unlabel', labels: taken }))
      .meta({ description: 'Takes these labels off.' }),
    move: name('state')
      .transform((to): Action => ({ action: 'move', to }))
      .meta({ description: 'Moves it into this state of the workflow it is in.' }),
    assign: assignees().meta({
      description: 'Assigns these people; of a team one member, with { all: … } everybody.',
    }),
    unassign: people()
      .transform((who): Action => ({ action: 'unassign', people: who }))
      .meta({ description: 'Takes these people off.' }),
    'request-review': people()
      .transform((who): Action => ({ action: 'request-review', people: who }))
      .meta({ description: 'Asks these people for a review.' }),
    ...stateActions(),
    milestone: words()
      .transform((title): Action => ({ action: 'milestone', title }))
      .meta({ description: 'Puts it into the milestone of this title.' }),
    ...farActions(more),
  }
}

function assignees() {
  const all = z.strictObject({
    all: people({ assigned: true }).meta({ description: 'Everybody named, each member of a team.' }),
  })
  return z.union([
    people({ assigned: true }).transform(
      (who): Action => ({ action: 'assign', people: who, everybody: false }),
    ),
    all.transform((who): Action => ({ action: 'assign', people: who.all, everybody: true })),
  ])
}

function stateActions() {
  return {
    close: z
      .union([choice('completed', 'not planned'), nothing])
      .transform(
        (reason): Action => ({ action: 'close', reason: reason === 'not planned' ? reason : 'completed' }),
      )
      .meta({ description: 'Closes it, as completed unless said otherwise.' }),
    reopen: nothing.transform((): Action => ({ action: 'reopen' })).meta({ description: 'Opens it again.' }),
    pin: nothing
      .transform((): Action => ({ action: 'pin' }))
      .meta({ description: 'Pins the issue; GitHub has room for three.' }),
    unpin: nothing
      .transform((): Action => ({ action: 'unpin' }))
      .meta({ description: 'Takes the pin away.' }),
  }
}

/** What happens elsewhere: on a board, in another repository, at another service. */
function farActions(more: Also) {
  return {
    project: z
      .strictObject({
        board: board().meta({ description: 'owner/number, or the address of the board.' }),
        set: fieldValues().default({}).meta({ description: 'Fields and the values they get.' }),
      })
      .transform((project): Action => ({ action: 'project', ...project }))
      .meta({ description: 'Puts it on a board.' }),
    dispatch: z
      .strictObject({
        event: words().meta({ description: 'The type of the event.' }),
        to: repo().meta({ description: 'The repository that gets it, owner/name.' }),
      })
      .transform((dispatch): Action => ({ action: 'dispatch', ...dispatch }))
      .meta({ description: 'Sends a repository_dispatch event.' }),
    webhook: words()
      .transform((to): Action => ({ action: 'webhook', name: to }))
      .meta({ description: "Calls the webhook of this name in the server's configuration." }),
    'open-issue': openIssue(more)
      .transform((issue): Action => ({ action: 'open-issue', issue }))
      .meta({ description: 'Opens an issue and links it both ways.' }),
  }
}

/** The map of `open-issue`, here and wherever a kind has a key of that name. */
function openIssue(more: Also = {}): z.ZodType<OpenIssue> {
  return z
    .strictObject({
      in: repo().optional().meta({ description: 'The repository; this one if absent.' }),
      title: text(more.also).meta({ description: 'Its title.' }),
      body: text(more.also).optional().meta({ description: 'Its text.' }),
      labels: labels().default([]).meta({ description: 'Labels it gets.' }),
      assign: people({ assigned: true }).default([]).meta({ description: 'Who is assigned.' }),
      'once-per': choice('occurrence', 'subject', 'commit', 'day', 'week')
        .prefault('occurrence')
        .meta({ description: 'How often at most.' }),
      follow: choice('closed', 'nothing')
        .prefault('nothing')
        .meta({ description: 'closed: this item is closed when that issue is.' }),
    })
    .transform(({ 'once-per': oncePer, in: where, body, ...issue }) => ({
      ...issue,
      oncePer,
      ...(where === undefined ? {} : { in: where }),
      ...(body === undefined ? {} : { body }),
    }))
}
