import picomatch from 'picomatch'

/** Whether a path is meant by a glob: `*` stays inside a folder, `**` goes across them, case does not count. */
function pathMatcher(glob: string): (path: string) => boolean {
  // `**.js` means every such file, as in GitHub Actions; picomatch lets `**` cross folders only where it stands alone.
  const across = glob.replaceAll(/(^|\/)\*\*(?=[^/*])/g, '$1**/*')
  return picomatch(across, { dot: true, nocase: true, nobrace: true, noext: true, nonegate: true })
}

/**
 * Whether a path is meant by a list of globs, as in GitHub Actions: the last one that fits decides, and `!` takes out.
 * A list that only takes out means everything else.
 */
export function pathsMatcher(globs: readonly string[]): (path: string) => boolean {
  const tests = globs.map((glob) => {
    const takesOut = glob.startsWith('!')
    return { takesOut, fits: pathMatcher(takesOut ? glob.slice(1) : glob) }
  })
  const onlyTakesOut = tests.every(({ takesOut }) => takesOut)
  return (path) => tests.reduce((meant, { takesOut, fits }) => (fits(path) ? !takesOut : meant), onlyTakesOut)
}
