import type { ItemRef, Time } from './state.ts'

/** A board (Projects v2), as far as its fields are read and set. */
export interface Project {
  id: number
  owner: string
  number: number
  title: string
  fields: Field[]
  items: Card[]
}

export interface Field {
  id: string
  name: string
  type: 'TEXT' | 'NUMBER' | 'DATE' | 'SINGLE_SELECT' | 'ITERATION'
  options: string[]
  /** Of an ITERATION field, in order. */
  iterations?: Iteration[]
}

export interface Iteration {
  id: string
  title: string
  /** `2026-01-05` */
  startDate: string
  /** In days. */
  duration: number
}

/** An issue or pull request on a board. */
export interface Card {
  id: string
  item: ItemRef
  creator: string
  created_at: Time
  updated_at: Time
  archived_at: Time | null
  /** By the names of fields: an option or iteration by its name. */
  values: Record<string, { value: string | number; updated_at: Time }>
}
