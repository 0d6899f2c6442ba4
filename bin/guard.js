// Everything npm runs uses Node 24 from the package `node`; this says so plainly where that did not happen.
import process from 'node:process'

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `Reeve runs on Node 24, and this is Node ${process.versions.node}. \`npm ci\` brings Node 24 along in the package "node"; ` +
      'run Reeve through npm (`npm start`, `npm test`, `npx reeve …`), and if install scripts were skipped, run `npm rebuild node` once.',
  )
  process.exit(1)
}
