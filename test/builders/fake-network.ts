import nock from 'nock'
import { afterAll, afterEach, beforeAll } from 'vitest'

/** What a file expects over the wire is answered by nock, in that file alone: others may share its process. */
export function fakeNetwork(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate()
  })
  afterEach(() => nock.cleanAll())
  afterAll(() => nock.restore())
}
