import { z } from 'zod'
import { addLabels, createLabel, deleteLabel, removeLabel, setLabels, updateLabel } from '../change/label.ts'
import { createMilestone, updateMilestone } from '../change/people.ts'
import { notFound } from '../refusal.ts'
import { labelShape, milestoneShape } from '../shape/item.ts'
import type { Milestone } from '../state.ts'
import { findLabel, labelsOf } from '../world.ts'
import {
  type Answer,
  bodyOf,
  type Context,
  itemAt,
  nothing,
  ok,
  page,
  param,
  type Route,
  reads,
  writes,
} from './route.ts'

const Names = z.union([
  z.array(z.string()),
  z
    .object({
      labels: z.array(z.union([z.string(), z.object({ name: z.string() }).transform((each) => each.name)])),
    })
    .transform((each) => each.labels),
])

function labelsOn(c: Context): Answer {
  const { repo, item } = itemAt(c)
  return ok(labelsOf(repo, item).map((each) => labelShape(c.world, repo, each)))
}

const Values = z.object({
  name: z.string(),
  color: z.string().optional(),
  description: z.string().nullish(),
})
const Changes = Values.omit({ name: true }).extend({ new_name: z.string().optional() })

const Milestones = z.object({
  title: z.string(),
  description: z.string().nullish(),
  due_on: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
})

function milestoneAt(c: Context): Milestone {
  const number = Number(param(c, 'milestone_number'))
  const found = c.repo.milestones.find((each) => each.number === number)
  if (!found) throw notFound()
  return found
}

const repo = '/repos/{owner}/{repo}'
const onItem = `${repo}/issues/{issue_number}/labels`
const either = ['issues', 'pull_requests']

export const labelRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: onItem,
    needs: reads('item'),
    handle: (c) => {
      const { item } = itemAt(c)
      return page(c, labelsOf(c.repo, item), (each) => labelShape(c.world, c.repo, each))
    },
  },
  {
    method: 'POST',
    path: onItem,
    needs: writes('triage', 'item'),
    handle: (c) => {
      addLabels(c.world, itemAt(c), bodyOf(c, Names))
      return labelsOn(c)
    },
  },
  {
    method: 'PUT',
    path: onItem,
    needs: writes('triage', 'item'),
    handle: (c) => {
      setLabels(c.world, itemAt(c), bodyOf(c, Names))
      return labelsOn(c)
    },
  },
  {
    method: 'DELETE',
    path: `${onItem}/{name}`,
    needs: writes('triage', 'item'),
    handle: (c) => {
      removeLabel(c.world, itemAt(c), param(c, 'name'))
      return labelsOn(c)
    },
  },
  {
    method: 'GET',
    path: `${repo}/labels`,
    needs: reads(...either),
    handle: (c) => page(c, c.repo.labels, (each) => labelShape(c.world, c.repo, each)),
  },
  {
    method: 'POST',
    path: `${repo}/labels`,
    needs: writes('write', ...either),
    handle: (c) =>
      ok(labelShape(c.world, c.repo, createLabel(c.world, c.repo, c.by, bodyOf(c, Values))), 201),
  },
  {
    method: 'GET',
    path: `${repo}/labels/{name}`,
    needs: reads(...either),
    handle: (c) => {
      const label = findLabel(c.repo, param(c, 'name'))
      if (!label) throw notFound()
      return ok(labelShape(c.world, c.repo, label))
    },
  },
  {
    method: 'PATCH',
    path: `${repo}/labels/{name}`,
    needs: writes('write', ...either),
    handle: (c) =>
      ok(labelShape(c.world, c.repo, updateLabel(c.world, c, param(c, 'name'), bodyOf(c, Changes)))),
  },
  {
    method: 'DELETE',
    path: `${repo}/labels/{name}`,
    needs: writes('write', ...either),
    handle: (c) => {
      deleteLabel(c.world, c.repo, c.by, param(c, 'name'))
      return nothing
    },
  },
  {
    method: 'GET',
    path: `${repo}/milestones`,
    needs: reads(...either),
    handle: (c) => {
      const state = c.query.get('state') ?? 'open'
      const wanted = c.repo.milestones.filter((each) => state === 'all' || each.state === state)
      return page(c, wanted, (each) => milestoneShape(c.world, c.repo, each))
    },
  },
  {
    method: 'POST',
    path: `${repo}/milestones`,
    needs: writes('triage', ...either),
    handle: (c) => {
      const made = createMilestone(c.world, c.repo, c.by, bodyOf(c, Milestones))
      return ok(milestoneShape(c.world, c.repo, made), 201)
    },
  },
  {
    method: 'GET',
    path: `${repo}/milestones/{milestone_number}`,
    needs: reads(...either),
    handle: (c) => ok(milestoneShape(c.world, c.repo, milestoneAt(c))),
  },
  {
    method: 'PATCH',
    path: `${repo}/milestones/{milestone_number}`,
    needs: writes('triage', ...either),
    handle: (c) => {
      const milestone = milestoneAt(c)
      updateMilestone(c.world, c, milestone, bodyOf(c, Milestones.partial()))
      return ok(milestoneShape(c.world, c.repo, milestone))
    },
  },
]
