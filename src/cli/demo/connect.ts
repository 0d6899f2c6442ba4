import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { webhooksPath } from '../../app.ts'
import { type PracticeGitHub, startPracticeServer } from '../../practice/index.ts'
import { type Reeve, type ReeveOptions, startReeve } from '../../serve.ts'
import { openDatabase } from '../../store/database.ts'

type Pages = (request: Request) => Promise<Response | undefined>

export interface Connected {
  /** Where the practice GitHub answers. */
  url: string
  reeve: Reeve
  /** Answers these pages from now on. */
  open(pages: Pages): void
  stop(): Promise<void>
}

const manifest = new URL('../../../app.yml', import.meta.url)

/** What an App of ours may do and hears of: the same here as on the real GitHub. */
const Manifest = z.object({
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
})

/**
 * Opens both servers and makes Reeve an App of the practice GitHub, as one is made on the real one: with a private key and a
 * webhook secret of its own, over HTTP, installed on the organisation.
 */
export async function connect(
  github: PracticeGitHub,
  options: Pick<ReeveOptions, 'clock' | 'host' | 'port' | 'log' | 'onEffect'>,
): Promise<Connected> {
  const app = { appId: 7, privateKey: makePrivateKey(), webhookSecret: randomBytes(20).toString('hex') }
  const { appId: id, privateKey, webhookSecret } = app
  const { default_permissions: permissions, default_events: events } = Manifest.parse(
    parse(readFileSync(manifest, 'utf8')),
  )
  github.addApp({ id, slug: 'reeve', privateKey, webhookSecret, permissions, events })
  let pages: Pages | undefined
  const server = await startPracticeServer(github, {
    port: options.port === 0 ? 0 : options.port + 1,
    deliver: false,
    pages: async (request) => pages?.(request),
  })
  const database = await openDatabase({ folder: ':memory:' })
  const stop = async (reeve?: Reeve) => {
    await reeve?.stop()
    await server.close()
    await database.close()
  }
  try {
    const reeve = await startReeve({ ...options, ...app, baseUrl: server.url, database, byHand: true })
    for (const each of github.state.apps) each.webhookUrl = `${reeve.url}${webhooksPath}`
    github.install('reeve', 'acme')
    return {
      url: server.url,
      reeve,
      open: (those) => {
        pages = those
      },
      stop: () => stop(reeve),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function makePrivateKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey
}
