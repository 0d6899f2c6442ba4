import { z } from 'zod'
import type { CardChange } from '../../core/event.ts'
import { Account } from './payload.ts'
import { type Heard, present, reader } from './reading.ts'

/** An option or an iteration by its name, or a plain text, number or date; null where it is none any more. */
const Value = z
  .union([
    z.string(),
    z.number().transform(String),
    z.object({ name: z.string() }).transform(({ name }) => name),
    z.object({ title: z.string() }).transform(({ title }) => title),
  ])
  .nullish()
  .catch(undefined)

const FieldValue = z.object({
  field_node_id: z.string().nullish(),
  field_name: z.string().nullish(),
  project_number: z.number().nullish(),
  to: Value,
})

const Payload = z.object({
  action: z.string(),
  organization: Account,
  installation: z.object({ id: z.number() }).nullish(),
  projects_v2_item: z.object({
    project_node_id: z.string(),
    content_node_id: z.string(),
    content_type: z.string(),
  }),
  changes: z.object({ field_value: FieldValue.nullish() }).nullish(),
})

/**
 * `projects_v2_item`: an issue or pull request was put on a board, taken off, or one of its fields there was changed. All
 * of them are named by GitHub's ids; the field's name and its value are told since 2024 only.
 */
export const projectsV2Item = reader(
  Payload,
  (
    { action, organization, installation, projects_v2_item: card, changes },
    { at, actor, delivery = '' },
  ): Heard => {
    const change = card.content_type === 'DraftIssue' ? undefined : changeOf(action, changes?.field_value)
    if (!change) return { ignored: `projects_v2_item.${action}` }
    const number = changes?.field_value?.project_number
    return [
      {
        news: 'card',
        delivery,
        at,
        ...(actor === undefined ? {} : { actor }),
        ...(installation ? { installation: installation.id } : {}),
        owner: organization.login,
        content: card.content_node_id,
        project: card.project_node_id,
        ...(number == null ? {} : { board: `${organization.login}/${number}` }),
        change,
      },
    ]
  },
)

function changeOf(
  action: string,
  field: z.output<typeof FieldValue> | null | undefined,
): CardChange | undefined {
  switch (action) {
    case 'created':
    case 'restored':
    case 'converted':
      return { change: 'boarded' }
    case 'deleted':
    case 'archived':
      return { change: 'unboarded' }
    case 'edited':
      return field
        ? {
            change: 'fielded',
            ...present({
              field: field.field_name ?? undefined,
              fieldNode: field.field_node_id ?? undefined,
              value: field.to,
            }),
          }
        : undefined
    default:
      return undefined
  }
}
