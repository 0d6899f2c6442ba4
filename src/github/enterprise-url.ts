/** What is wrong with the name of a server, to stand after it in a sentence. */
export type EnterpriseUrl = { ok: true; url: string } | { ok: false; why: string }

/**
 * The API of the GitHub Enterprise that `GHE_HOST` names: `github.example.com`, or its whole address. A server has it
 * below `/api/v3`; what GitHub runs at `*.ghe.com` has a name of its own for it (docs.github.com, "About storage of your
 * data with data residency").
 */
export function enterpriseUrl(host: string, protocol = 'https'): EnterpriseUrl {
  const address = URL.parse(/^\w+:\/\//.test(host) ? host : `${protocol}://${host}`)
  if (!address || !isAddress(address))
    return { ok: false, why: 'is no name of a server: set it to one such as github.example.com' }
  const { hostname } = address
  if (hostname === 'github.com' || hostname === 'api.github.com')
    return { ok: false, why: 'is not GitHub Enterprise: leave it away, and Reeve serves github.com' }
  if (!hostname.endsWith('.ghe.com')) return { ok: true, url: `${address.origin}/api/v3` }
  return { ok: true, url: `https://api.${hostname.replace(/^api\./, '')}` }
}

/** Whoever writes more than a server into it, as a page or a password, means something that Reeve would not do. */
function isAddress({ protocol, pathname, search, hash, username, password }: URL): boolean {
  return (
    ['https:', 'http:'].includes(protocol) &&
    /^\/(api\/v3\/?)?$/.test(pathname) &&
    [search, hash, username, password].every((part) => part === '')
  )
}
