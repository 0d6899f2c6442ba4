import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockFolder } from './folder-lock.ts'

let folder: string
const lockFile = () => join(folder, 'lock')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const holder = (over: object) =>
  JSON.stringify({ pid: process.pid, start: '1', host: hostname(), token: 'other', ...over })

it('is given back', () => {
  lockFolder(folder).release()
  lockFolder(folder).release()
})

it('is refused in one sentence while this process has it', () => {
  const lock = lockFolder(folder)
  expect(() => lockFolder(folder)).toThrow(
    `The folder ${folder} is in use by process ${process.pid}; stop that one first`,
  )
  lock.release()
})

it('is refused while another process lives', async () => {
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)}
     lockFolder(${JSON.stringify(folder)}); process.stdout.write('held'); setInterval(() => {}, 1000)`,
  ])
  await new Promise((resolve) => child.stdout.once('data', resolve))
  expect(() => lockFolder(folder)).toThrow(`in use by process ${child.pid}`)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  lockFolder(folder).release()
})

for (const { name, text } of [
  { name: 'a process that is no more', text: holder({ pid: 2 ** 22 + 1 }) },
  {
    name: 'an earlier process with this very pid, as in a restarted container',
    text: holder({ start: '1' }),
  },
  { name: 'nobody: it is half written', text: '{"pid":' },
]) {
  it(`is taken over from ${name}`, () => {
    writeFileSync(lockFile(), text)
    const lock = lockFolder(folder)
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() })
    lock.release()
  })
}

for (const { name, age, free } of [
  { name: 'living while its lock is fresh', age: 20, free: false },
  { name: 'dead once its lock is stale', age: 40, free: true },
]) {
  it(`another machine that shares the folder counts as ${name}`, () => {
    writeFileSync(lockFile(), holder({ host: 'elsewhere' }))
    const then = Date.now() / 1000 - age
    utimesSync(lockFile(), then, then)
    if (free) lockFolder(folder).release()
    else expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid} on elsewhere`)
  })
}

it('somebody else’s lock is not removed by giving back one’s own', () => {
  const lock = lockFolder(folder)
  writeFileSync(lockFile(), holder({}))
  lock.release()
  expect(readFileSync(lockFile(), 'utf8')).toBe(holder({}))
})
