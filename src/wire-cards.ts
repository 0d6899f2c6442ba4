import type { CardNews } from './core/event.ts'
import type { Instant } from './core/instant.ts'
import { findCard, type KnownNodes } from './github/cards.ts'
import type { GitHubClient } from './github/client.ts'
import { cardMoved } from './pipeline/own-events.ts'
import type { Delivery } from './pipeline/ports.ts'
import type { SqlStore } from './store/store.ts'

/** A card's webhook says by GitHub's ids which item it is about; that one has its turn. */
export async function cardsOf(
  news: CardNews,
  { store, github, appId, at }: { store: SqlStore; github: GitHubClient; appId: number; at: Instant },
): Promise<Delivery[]> {
  if (news.installation === undefined) return []
  const known: KnownNodes = {
    async get(id) {
      const kept = await store.cached(`node:${id}`)
      return typeof kept?.value === 'string' ? kept.value : undefined
    },
    set: (id, name) => store.remember(`node:${id}`, name, at),
  }
  const found = await findCard(await github.forInstallation(news.installation), known, news)
  return found === undefined ? [] : [cardMoved(appId, found.subject, { news, ...found })]
}
