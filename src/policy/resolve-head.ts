import type { z } from 'zod'
import type { Mode } from '../core/decision.ts'
import type { FileReader } from './file-reader.ts'
import { headSchema, headShape } from './sections/head.ts'

/** What a file says for everything in it. */
export interface Head {
  mode: Mode
  /** A local date of `timezone`. */
  since?: string
  timezone: string
  extends?: string
  handbook?: string
}

/** Reads the keys beside the sections; one that cannot be read is a problem and counts as absent. */
export function resolveHead(reader: FileReader): Head {
  reader.readPart(headSchema, [], { value: reader.source.value })
  checkVersion(reader)
  const extended = readKey(reader, 'extends', headShape.extends)
  const since = readKey(reader, 'since', headShape.since)
  const handbook = readKey(reader, 'handbook', headShape.handbook)
  return {
    mode: readKey(reader, 'mode', headShape.mode) ?? 'enforce',
    timezone: readKey(reader, 'timezone', headShape.timezone) ?? 'UTC',
    ...(since === undefined ? {} : { since }),
    ...(extended === undefined ? {} : { extends: extended }),
    ...(handbook === undefined ? {} : { handbook }),
  }
}

function readKey<T>(reader: FileReader, key: string, schema: z.ZodType<T>): T | undefined {
  return reader.read(schema, [key])
}

function checkVersion(reader: FileReader): void {
  const version = reader.raw(['version'])
  if (version === '1') return
  const missing = version === undefined || version === null
  reader.error(
    { path: missing ? [] : ['version'] },
    {
      code: 'bad-version',
      message: missing
        ? 'The file does not say its version.'
        : `This is a file of version ${JSON.stringify(version)}.`,
      why: 'The version tells how everything else is meant, and this Reeve knows version 1.',
      fix: missing ? 'Begin the file with the line `version: 1`.' : 'Write `version: 1`.',
    },
  )
}
