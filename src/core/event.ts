import type { Absence } from './absence.ts'
import type { Entry } from './history.ts'
import type { Instant } from './instant.ts'
import type { Item, Login, PullState } from './item.ts'
import type { Release } from './release.ts'
import type { Run } from './run.ts'
import type { SubjectKey } from './subject.ts'

/** What a webhook told us, in our words. It says where to look; what is true is read from facts (D5). */
export interface Event {
  /** GitHub's X-GitHub-Delivery. */
  delivery: string
  /** `issues.labeled` */
  name: string
  at: Instant
  /** Who did it; absent where nobody is known. */
  actor?: Login
  news: readonly News[]
}

/** Plain values of an item, of its pull request only those that changed. */
export type ItemValues = Partial<Omit<Item, 'pull'>> & { pull?: Partial<PullState> }

/** What happened to a card of a board. `value`: null where the field lost its value, absent where that is not told. */
export type CardChange =
  | { change: 'boarded' | 'unboarded' }
  | { change: 'fielded'; field?: string; fieldNode?: string; value?: string | null }

/** An issue or pull request was moved on a board. GitHub names both by its ids: whose turn it is has to be asked first. */
export interface CardNews {
  news: 'card'
  /** The webhook's delivery id. */
  delivery: string
  at: Instant
  actor?: Login
  /** The installation that was told. */
  installation?: number
  owner: string
  /** GitHub's id of the issue or pull request. */
  content: string
  /** GitHub's id of the board. */
  project: string
  /** `acme/205`, where the payload says so. */
  board?: string
  change: CardChange
}

/** One thing that an event says. */
export type News =
  /** An item exists. `before` is how it was just before the event's own change, used only when it is first seen. `from`: what it was before it was transferred. */
  | { news: 'seen'; item: Item; before: Item; opening: boolean; from?: SubjectKey }
  /** Something happened to an item. */
  | { news: 'entry'; subject: SubjectKey; entry: Omit<Entry, 'id' | 'source'> }
  /** Plain values of an item changed: its title, body, base, milestone's date and the like. */
  | { news: 'set'; subject: SubjectKey; values: ItemValues }
  /** A fact changed or must be read again: `team:acme/qa`, `checks:acme/app@<sha>`. `value` when the event says it whole. */
  | { news: 'fact'; key: string; value?: unknown }
  /** The policy of this repository, or of a whole owner (`acme/.github`), may have changed. */
  | { news: 'policy'; repo: string; commit?: string }
  /** Somebody asks to look again at this subject, whatever happened. */
  | { news: 'look'; subject: SubjectKey }
  | CardNews
  /** A merge group's head came into being, or went. */
  | { news: 'group'; repo: string; sha: string; base: string; baseSha: string; ended: boolean }
  /** A deployment was asked for at its gate, or begun without one. */
  | { news: 'run'; run: Run }
  /** A release was published or a tag made, in the delivery's own repository. */
  | { news: 'released'; release: Release }
  /** Something happened to the subject that nobody told: it is to be read anew, with its past. */
  | { news: 'missed'; subject: SubjectKey }
  /** A label that the subject has, or had, is called otherwise now. */
  | { news: 'label-renamed'; subject: SubjectKey; was: string; name: string }
  /** The subject is no longer here: deleted, transferred. */
  | { news: 'gone'; subject: SubjectKey; into?: string }
  /** The repository, or its owner, has another name now. By GitHub's ids it is told from another that takes the old one. */
  | { news: 'renamed'; from: string; to: string; repoId?: number; ownerId?: number }
  /** A label of the repository was made, changed its name or went. */
  | {
      news: 'repo-label'
      repo: string
      label: string
      change: 'created' | 'deleted' | 'renamed'
      to?: string
    }
  /**
   * Something can be done in these repositories (again), or cannot any more, and why. An owner's name stands for all of its
   * repositories.
   */
  | {
      news: 'installed'
      repos: readonly string[]
      removed: readonly string[]
      why: readonly Absence[]
    }
