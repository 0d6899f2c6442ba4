import { done, type MakeEffect, refused } from './making.ts'

/** At least once: whoever listens tells repetitions by the key in the payload (D7). */
export const sendDispatch: MakeEffect<'dispatch.send'> = {
  needs: () => 'contents=write',
  async make({ options, change, row }) {
    const { to } = change.payload
    const target = typeof to === 'string' && to.includes('/') ? to : row.repo
    const github = await options.octokitFor(target)
    if (!github) return refused(`Reeve is not installed on ${target}`)
    const [owner = '', repo = ''] = target.split('/')
    await github.rest.repos.createDispatchEvent({
      owner,
      repo,
      event_type: change.event,
      client_payload: { ...change.payload },
    })
    return done
  },
}
