import { type ChildProcess, spawn } from 'node:child_process'

/** One life of a Reeve in its own process. */
export interface Life {
  /** Begins: opens its folder and listens. */
  begin(): void
  /** Resolves when it listens, or when it has ended before that. */
  ready: Promise<void>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** Has one whose clock is cranked by hand do all that is due at an instant; when it has to be asked again. Never where it dies. */
  at(now: number): Promise<number>
  /** What it wrote on standard error. */
  complaints(): string
}

/** Loads a process that will be Reeve once it is told to begin. `script`: which Reeve. */
export function prepareLife(
  settings: Readonly<Record<string, unknown>> & { cache: string },
  script: URL,
): Life {
  const child: ChildProcess = spawn(process.execPath, [script.pathname], {
    env: { ...process.env, REEVE_CHILD: JSON.stringify(settings), NODE_COMPILE_CACHE: settings.cache },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complained = ''
  child.stderr?.on('data', (chunk) => {
    complained += String(chunk)
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const listens = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('ready')) resolve()
    })
  })
  return {
    begin: () => child.stdin?.write('go\n'),
    at: (now) =>
      new Promise((resolve) => {
        const hear = (chunk: unknown) => {
          const [, next] = /next (\S+)/.exec(String(chunk)) ?? []
          if (next === undefined) return
          child.stdout?.off('data', hear)
          resolve(Number(next))
        }
        child.stdout?.on('data', hear)
        child.stdin?.write(`${now}\n`)
      }),
    ready: Promise.race([listens, gone]),
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    complaints: () => complained,
  }
}
