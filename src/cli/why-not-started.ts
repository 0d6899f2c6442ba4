import { NotGitHub } from '../github/client.ts'
import { DatabaseRefused } from '../store/database.ts'
import { cannotListen } from './cannot-listen.ts'

/** Why the server did not start, for whoever runs it: a sentence where it is known, else everything. */
export function whyNotStarted(error: unknown): string {
  if (error instanceof DatabaseRefused) return error.message
  if (error instanceof NotGitHub) return `${error.message} Is GHE_HOST, if set, the right server?`
  const listening = cannotListen(error)
  if (listening !== undefined) return listening
  if (!(error instanceof Error)) return String(error)
  return 'status' in error ? refused(error, error.status) : (error.stack ?? error.message)
}

/** What GitHub answers to the question who the App is, or that it answers nothing. */
function refused(error: Error, status: unknown): string {
  if (status === 401 || status === 404) {
    return 'GitHub does not know this App: APP_ID and PRIVATE_KEY do not belong together, or GHE_HOST names another server.'
  }
  if (!('response' in error) || error.response === undefined) {
    return `GitHub could not be reached (${error.message}). Is the network up, and GHE_HOST, if set, the right server?`
  }
  return `GitHub answers ${status} just now (${error.message}). Start Reeve again when it does not; what arrives meanwhile is asked for then.`
}
