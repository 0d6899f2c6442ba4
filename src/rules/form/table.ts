import type { FactReader } from '../../core/fact.ts'
import { type MarkdownNode, plainText, type Section } from '../../core/markdown.ts'
import { answerIn, sameHeading, wordsIn } from './filled.ts'
import { lacks } from './messages.ts'
import type { Column } from './options.ts'

/** What a section lacks, and who could not be looked up. */
export interface Lacking {
  lacking: readonly string[]
  unread: readonly string[]
}

/** Looks through every row of the first table that has all these columns. */
export function lacksInTable(
  section: Section,
  columns: Readonly<Record<string, Column>>,
  facts: FactReader,
): Lacking {
  const { heading } = section
  const table = section.content
    .filter(({ type }) => type === 'table')
    .map(rowsOf)
    .find(([titles]) => Object.keys(columns).every((column) => columnAt(titles, column) >= 0))
  if (!table) return { lacking: [lacks.table(heading, Object.keys(columns))], unread: [] }
  const [titles = [], ...rows] = table
  if (rows.length === 0) return { lacking: [lacks.rows(heading)], unread: [] }
  const found = rows.flatMap((cells, index) =>
    Object.entries(columns).map(([column, type]) =>
      lacksInCell(cells[columnAt(titles, column)], { heading, number: index + 1, column, type, facts }),
    ),
  )
  return {
    lacking: found.flatMap(({ lacking }) => lacking),
    unread: found.flatMap(({ unread }) => unread),
  }
}

function rowsOf(table: MarkdownNode): MarkdownNode[][] {
  return (table.children ?? []).map((row) => [...(row.children ?? [])])
}

function columnAt(titles: readonly MarkdownNode[] | undefined, column: string): number {
  return (titles ?? []).findIndex((title) => sameHeading(plainText([title]), column))
}

interface Cell {
  heading: string
  number: number
  column: string
  type: Column
  facts: FactReader
}

const nothing: Lacking = { lacking: [], unread: [] }

function lacksInCell(cell: MarkdownNode | undefined, about: Cell): Lacking {
  const text = cell ? answerIn([cell]) : ''
  const lacking = { lacking: [lacks.cell(about, about.type)], unread: [] }
  switch (about.type) {
    case 'text':
      return wordsIn(text) > 0 ? nothing : lacking
    case 'date':
      return isDate(text.trim()) ? nothing : lacking
    case 'link':
      return cell && hasLink(cell) ? nothing : lacking
    case 'person':
      return personIn(text, about) ?? lacking
    default:
      return about.type satisfies never
  }
}

/** Everybody named has to be somebody; undefined where nobody is named. */
function personIn(text: string, about: Cell): Lacking | undefined {
  const logins = [...text.matchAll(/@([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)/g)].map(
    ([, login]) => login ?? '',
  )
  if (logins.length === 0) return undefined
  const asked = logins.map((login) => ({ login, exists: about.facts.read('user', login) }))
  return {
    lacking: asked.flatMap(({ login, exists }) =>
      exists.ok && !exists.value ? [lacks.person(about, login)] : [],
    ),
    unread: asked.flatMap(({ login, exists }) => (exists.ok ? [] : [login])),
  }
}

function isDate(text: string): boolean {
  const [, date] = /^(\d{4}-\d{2}-\d{2})$/.exec(text) ?? []
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === date
}

function hasLink(node: MarkdownNode): boolean {
  if (node.type === 'link' || /\bhttps?:\/\/\S/.test(node.value ?? '')) return true
  return (node.children ?? []).some(hasLink)
}
