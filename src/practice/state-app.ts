import type { Time } from './state.ts'

export interface App {
  id: number
  slug: string
  name: string
  client_id: string
  /** PEM of the public half; GitHub does not keep the private one. */
  publicKey: string
  webhookSecret: string
  webhookUrl: string | null
  permissions: Permissions
  events: string[]
  created_at: Time
}

/** `issues` to `write` and the like. */
export type Permissions = Record<string, 'read' | 'write' | 'admin'>

export interface Installation {
  id: number
  app: number
  account: string
  /** Full names; null where all repositories of the account are meant. */
  repos: string[] | null
  permissions: Permissions
  created_at: Time
  suspended: boolean
}

export interface Token {
  installation: number
  permissions: Permissions
  /** Full names; null where everything of the installation is meant. */
  repos: string[] | null
  /** Milliseconds since 1970. */
  expires: number
}
