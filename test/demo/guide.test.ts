import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/cli/demo/start-demo.ts'
import { printedCommands, runPrinted } from '../builders/printed-commands.ts'

const said: string[] = []
const logged: string[] = []
let demo: Demo
let commands: Map<number, string[]>
let told = (_line: string) => {}

beforeAll(async () => {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) })
  demo = await startDemo({ host: '127.0.0.1', port: 0, log, say: tell })
  commands = printedCommands(demo.guide.text)
})
const tell = (line: string) => {
  said.push(line)
  told(line)
}
afterAll(() => demo?.stop())

/** Runs every command of a paragraph of the guide, in order; what the last one prints. */
async function follow(paragraph: number): Promise<string> {
  let output = ''
  for (const command of commands.get(paragraph) ?? []) output = await runPrinted(command)
  return output
}

describe('the guide of the demo', () => {
  it('fits a terminal of 80 columns', () => {
    expect(demo.guide.text.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('has seven things to try, each with something to do and to see', () => {
    expect([...commands.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    for (const paragraph of [1, 2, 3, 4, 5, 6, 7]) expect(commands.get(paragraph)?.length).toBeGreaterThan(1)
  })

  it('shows what stands there: an overdue one, a check in each colour, what was verified', async () => {
    const [overview = '', policy = ''] = await Promise.all((commands.get(0) ?? []).map(runPrinted))
    expect(overview.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(overview).toMatch(/Invoices show the wrong currency +bug, major, overdue/)
    expect(overview).toMatch(/→ development, Reeve: success/)
    expect(overview).toMatch(/→ development, Reeve: failure/)
    expect(overview).toMatch(/→ production, Reeve: action required/)
    // What is verified waits for its release: the merge that closed it did not end it.
    expect(overview).toMatch(/open:.*verified.*closed:/s)
    expect(policy).toContain('version: 1')
  })

  it('is acted on by itself: a line comes though nobody asks for a page', async () => {
    const next = new Promise<string>((resolve) => {
      told = resolve
    })
    await fetch(`${demo.guide.practice}/repos/acme/app/issues/12/labels`, {
      method: 'POST',
      headers: { authorization: 'Bearer ghp_eve' },
      body: JSON.stringify({ labels: ['priority'] }),
    })
    expect(await next).toContain('acme/app#12  priority taken off')
  })

  it('1: keeps the newest of two priorities and says why', async () => {
    const seen = await follow(1)
    expect(seen).toMatch(/labels: bug, major$/m)
    expect(seen).toContain('reeve[bot] took the label minor off')
    expect(seen).toContain('exclude each other. The newest, `major`, stays.')
  })

  it('2: takes `verified` off that is not from QA, with the sentence of the handbook', async () => {
    const seen = await follow(2)
    expect(seen).toContain('eve set the label verified')
    expect(seen).toContain('reeve[bot] took the label verified off')
    expect(seen).toContain('> QA team finishes testing (testnet)')
    expect(seen).not.toMatch(/labels: .*verified/)
  })

  it('2: and lets it stand from quinn', async () => {
    const [set = '', see = ''] = commands.get(2) ?? []
    await runPrinted(set.replace('ghp_eve', 'ghp_quinn'))
    expect(await runPrinted(see)).toMatch(/labels: .*verified/)
  })

  it('3: fails a pull request to production that names no issue, and says when the window opens', async () => {
    const seen = await follow(3)
    expect(seen).toContain('Check Reeve: failure')
    expect(seen).toContain('It names no issue.')
    expect(seen.replace(/\s+/g, ' ')).toContain('It opens again at Sun 13 Dec 2026, 00:00 (Africa/Cairo)')
  })

  it('4: warns of the broken thing at half time and marks it overdue, each at its own instant', async () => {
    const seen = await follow(4)
    expect(seen).toMatch(/Thu 10 Dec 11:05 {2}reeve\[bot\] wrote:\n {4}\| @omar/)
    expect(seen).toContain('Thu 10 Dec 13:05  reeve[bot] set the label overdue')
  })

  it('5: takes overdue back when it is closed', async () => {
    const seen = await follow(5)
    expect(seen).toMatch(/^closed issue/m)
    expect(seen).not.toMatch(/labels: .*overdue/)
  })

  it('6: refuses a deployment by who may not, and holds that of who may until the window opens', async () => {
    const seen = (await follow(6)).replace(/\s+\|?\s*/g, ' ')
    expect(seen).toMatch(/omar deploys production \([0-9a-f]{7}\) to production: waiting/)
    expect(seen).toContain('It opens again at Sun 13 Dec 2026, 00:00 (Africa/Cairo)')
    expect(seen).toMatch(/eve deploys production \([0-9a-f]{7}\) to production: rejected/)
    expect(seen).toContain('only ops may deploy here. Ask ops to start it.')
  })

  it('6: says what is missing when it does not know who, or where to', async () => {
    const asked = { method: 'POST', body: new URLSearchParams({ as: 'omar' }) }
    const answer = await fetch(`${demo.guide.practice}/practice/deploy`, asked)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('as=omar environment=production')
  })

  it('7: lets what waited go on at the opening, and not before', async () => {
    const [wind = '', see = '', deployments = ''] = commands.get(7) ?? []
    const told = await runPrinted(wind)
    expect(told).toMatch(/^Sun 13 Dec 00:00 {2}acme\/app#9 {2}check success/m)
    expect(told).toMatch(/^Sun 13 Dec 00:00 {2}acme\/app {2}approved for production/m)
    expect(told).toMatch(/^Mon 14 Dec 09:00 {2}now, and running on$/m)
    expect(await runPrinted(see)).toContain('Check Reeve: success')
    expect(await runPrinted(deployments)).toContain('to production: approved')
  })

  it('told on the terminal what happened, in order, and logged nothing', () => {
    const about = said.map((line) => line.slice(18))
    expect(about).toEqual(expect.arrayContaining([expect.stringContaining('#11  minor taken off')]))
    const [set, off] = ['#10  overdue set — Critical', '#10  overdue taken off'].map((words) =>
      about.findIndex((line) => line.includes(words)),
    )
    expect(set).toBeGreaterThan(0)
    expect(set).toBeLessThan(off ?? 0)
    expect(logged).toEqual([])
  })
})
