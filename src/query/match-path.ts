import picomatch from 'picomatch'

/** Whether a path is meant by a glob: `*` stays inside a folder, `**` goes across them, case does not count. */
export function pathMatcher(glob: string): (path: string) => boolean {
  // `**.js` means every such file, as in GitHub Actions; picomatch lets `**` cross folders only where it stands alone.
  const across = glob.replaceAll(/(^|\/)\*\*(?=[^/*])/g, '$1**/*')
  return picomatch(across, { dot: true, nocase: true, nobrace: true, noext: true, nonegate: true })
}
