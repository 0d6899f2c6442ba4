import { z } from 'zod'
import { choice, date, path, repo, zone } from '../../rules/keys.ts'

/** The keys of a file beside its sections. */
export const headShape = {
  version: z
    .preprocess((value) => (value === '1' ? 1 : value), z.literal(1))
    .meta({ description: 'Always 1.' }),
  extends: repo()
    .optional()
    .meta({ description: "The repository with the organisation's own policy, owner/name." }),
  mode: choice('off', 'observe', 'warn', 'enforce')
    .prefault('enforce')
    .meta({ description: 'The mode of every rule that names none.' }),
  since: date().optional().meta({
    description: 'Acts, reverts and announced breaches are only about what happened from this date on.',
  }),
  timezone: zone().prefault('UTC').meta({ description: 'The zone of everything below.' }),
  handbook: path().optional().meta({ description: 'The handbook that `why` lines are quoted from.' }),
}

const sections = [
  'calendars',
  'people',
  'windows',
  'labels',
  'environments',
  'commands',
  'accepts',
  'rules',
] as const

/** Which keys a file has; what stands under them is not looked into here. */
export const headSchema = z.strictObject(
  Object.fromEntries([...Object.keys(headShape), ...sections].map((key) => [key, z.unknown().optional()])),
)
