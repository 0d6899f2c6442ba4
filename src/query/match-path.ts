import picomatch from 'picomatch'

/**
 * Whether a path is meant by a glob as GitHub Actions reads it: `*` stays inside a folder, `**` goes across them, `?` makes
 * the character before it optional, `+` repeats it.
 */
function pathMatcher(glob: string, anyCase: boolean): (path: string) => boolean {
  return picomatch(repetitions(across(literal(glob))), {
    dot: true,
    nocase: anyCase,
    nobrace: true,
    nonegate: true,
  })
}

/** What only picomatch would read: groups and alternatives. */
function literal(glob: string): string {
  return glob.replaceAll(/[()|\\@]/g, '\\$&')
}

/** `**.js` means every such file; picomatch lets `**` cross folders only where it stands alone. */
function across(glob: string): string {
  return glob.replaceAll(/(^|\/)\*\*(?=[^/*])/g, '$1**/*')
}

/** `jsx?` is `js` or `jsx`, `a+` one `a` or more. */
function repetitions(glob: string): string {
  return glob.replaceAll(/(\[[^\]]+\]|\\.|[^*?+[\]/\\])([?+])/g, '$2($1)')
}

/**
 * Whether a path is meant by a list of globs, as in GitHub Actions: the last one that fits decides, and `!` takes out.
 * A list that only takes out means everything else. Case counts, as it does to git; not in a query, where it never does.
 */
export function pathsMatcher(globs: readonly string[], { anyCase = false } = {}): (path: string) => boolean {
  const tests = globs.map((glob) => {
    const takesOut = glob.startsWith('!')
    return { takesOut, fits: pathMatcher(takesOut ? glob.slice(1) : glob, anyCase) }
  })
  const onlyTakesOut = tests.every(({ takesOut }) => takesOut)
  return (path) => tests.reduce((meant, { takesOut, fits }) => (fits(path) ? !takesOut : meant), onlyTakesOut)
}
