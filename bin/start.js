// `npm start`. The signal that ends npm ends the shell it started, and does not get as far as this process: it ends when
// that shell is gone.
import process from 'node:process'
import './guard.js'

const { main } = await import('../src/main.ts')
const shell = process.ppid
const watch = setInterval(() => {
  if (process.ppid === shell) return
  clearInterval(watch)
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143)
}, 250)
watch.unref()
process.exit(await main())
