import { includesName } from '../core/item.ts'
import type { LabelDefinition } from '../core/policy.ts'
import type { FileReader } from './file-reader.ts'
import { labelSchema } from './sections/labels.ts'

/** Reads the labels that a file defines. GitHub takes no two that differ in case only, so neither does a file. */
export function resolveLabels(reader: FileReader): LabelDefinition[] {
  const labels: LabelDefinition[] = []
  for (const name of reader.entries(['labels'], '`labels: { critical: { color: b60205 } }`')) {
    const path = ['labels', name]
    const entry = reader.read(labelSchema, path)
    const others = labels.flatMap((label) => [label.name, ...label.was])
    const taken = [name, ...(entry?.was ?? [])].find((one) => includesName(others, one))
    if (taken !== undefined) reader.error({ path, at: 'key' }, twice(taken))
    if (name.length > 50) reader.error({ path, at: 'key' }, tooLong(name))
    if (entry === undefined) continue
    const { color, description, was } = entry
    labels.push({
      name,
      was,
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    })
  }
  return labels
}

function twice(name: string) {
  return {
    code: 'label-twice',
    message: `The label \`${name}\` is here twice, as its name or as an earlier one.`,
    why: 'Labels are the same whatever their case, and one was renamed to one.',
    fix: 'Keep one of the two.',
  }
}

function tooLong(name: string) {
  return {
    code: 'long-name',
    message: `This label's name has ${name.length} characters.`,
    why: 'GitHub keeps at most 50.',
    fix: 'Shorten it.',
  }
}
