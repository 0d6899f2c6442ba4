import type { Context } from './context.ts'

export interface Schedules {
  /**
   * Calls `work` whenever the cron line says so in that time zone, in one process of all that share the store. An
   * occurrence that nobody was there for is made up for once. Only where the store supervises.
   */
  schedule(name: string, cron: string, timezone: string, work: () => Promise<void>): Promise<void>
}

export function createSchedules({ jobs }: Context): Schedules {
  return {
    async schedule(name, cron, timezone, work) {
      const queue = `cron-${name}`
      await jobs.boss.createQueue(queue, {
        policy: 'exclusive',
        retryLimit: 2,
        retryDelay: 60,
        deleteAfterSeconds: 86_400,
      })
      await jobs.boss.work(queue, { pollingIntervalSeconds: 15 }, () => work())
      await jobs.boss.schedule(queue, cron, null, { tz: timezone, missed: 'once' })
    },
  }
}
