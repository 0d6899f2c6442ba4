import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'

/** The `curl` commands of a printed text, by the number of the paragraph they stand in; 0: before the first number. */
export function printedCommands(text: string): Map<number, string[]> {
  const commands = new Map<number, string[]>()
  let paragraph = 0
  // A line that ends with a backslash goes on in the next.
  for (const line of text.match(/(?:.*\\\n)*.*/g) ?? []) {
    paragraph = Number(/^(\d+)\. /.exec(line)?.[1] ?? paragraph)
    const command = line.trim()
    if (command.startsWith('curl ')) commands.set(paragraph, [...(commands.get(paragraph) ?? []), command])
  }
  return commands
}

const hasCurl = (() => {
  try {
    execFileSync('curl', ['--version'])
    return true
  } catch {
    return false
  }
})()

/** Runs a printed command as somebody who pastes it into a shell, and gives what it prints. Throws where it fails. */
export async function runPrinted(command: string): Promise<string> {
  if (!hasCurl) return fetchLikeCurl(command)
  const { stdout } = await promisify(execFile)('sh', ['-c', command.replace(/^curl /, 'curl -s ')])
  return stdout
}

/** The few options of curl that the guide uses, where there is no curl. */
async function fetchLikeCurl(command: string): Promise<string> {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  )
  const request: { method?: string; headers: Record<string, string>; body?: string } = {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }
  let url = ''
  let silent = false
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '-H') {
      const [name = '', value = ''] = (words[++at] ?? '').split(': ')
      request.headers[name] = value
    } else if (word === '-d') request.body = words[++at] ?? ''
    else if (word === '-X') request.method = words[++at] ?? ''
    else if (word === '-sSfo') {
      silent = true
      at += 1
    } else url = word
  }
  const method = request.method ?? (request.body === undefined ? 'GET' : 'POST')
  const answer = await fetch(url, { ...request, method })
  if (silent && !answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return silent ? '' : answer.text()
}
