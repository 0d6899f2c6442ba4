import type { App, Installation } from '../state.ts'
import { appOf, type World } from '../world.ts'
import { accountShape } from './account.ts'
import { appShape } from './item.ts'

export function installationShape(world: World, installation: Installation): Record<string, unknown> {
  const app = appOf(world, installation.app)
  const account = accountShape(world, installation.account)
  return {
    id: installation.id,
    account,
    repository_selection: installation.repos === null ? 'all' : 'selected',
    access_tokens_url: `${world.urls.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.urls.api}/installation/repositories`,
    html_url: `${world.urls.html}/organizations/${installation.account}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: app.events,
    created_at: installation.created_at,
    updated_at: installation.created_at,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspended ? installation.created_at : null,
  }
}

/** The App's own page about itself. */
export function authenticatedApp(world: World, app: App): Record<string, unknown> {
  const installed = world.state.installations.filter((each) => each.app === app.id).length
  return { ...appShape(world, app), installations_count: installed }
}
