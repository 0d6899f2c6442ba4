import type { Time } from './state.ts'

/** A release of a repository; a draft has no tag yet, and nobody is told when it is published. */
export interface Release {
  id: number
  tag_name: string
  target: string
  name: string | null
  draft: boolean
  prerelease: boolean
  author: string
  created_at: Time
  published_at: Time | null
}
