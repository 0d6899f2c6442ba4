import process from 'node:process'
import { pino } from 'pino'
import { cannotListen } from './cannot-listen.ts'
import { keysHelp, listenForKeys } from './demo/keys.ts'
import { type Demo, startDemo } from './demo/start-demo.ts'
import { shortened } from './demo/tell-effect.ts'
import type { Status } from './shell.ts'
import { untilTold } from './until-told.ts'

/** Shows Reeve at work on a practice GitHub until it is told to end: 0 then, 1 where it could not start. */
export async function runDemo(config: { port: number; host: string; logLevel: string }): Promise<Status> {
  const { stdin, stdout } = process
  const say = (line: string) =>
    void stdout.write(`${stdout.isTTY ? shortened(line, stdout.columns) : line}\n`)
  say('Reeve: letting some weeks of a practice team pass …')
  let demo: Demo
  try {
    demo = await startDemo({ ...config, log: pino({ level: config.logLevel }, process.stderr), say })
  } catch (error) {
    const why = cannotListen(error)
    if (why === undefined) throw error
    console.error(why.startsWith('Port ') ? `${why} The demo needs that port and the one after it.` : why)
    return 1
  }
  const told = untilTold(process)
  const ends = stdin.isTTY ? keysHelp : 'Ctrl-C ends it. What Reeve does from here on:'
  stdout.write(`\n${demo.guide.text}\n${ends}\n\n`)
  await (stdin.isTTY ? Promise.race([told, listenForKeys(stdin, demo, say)]) : told)
  say('Ending …')
  await demo.stop()
  return 0
}
