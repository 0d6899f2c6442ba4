/** A sentence about an address or a port that cannot be listened on; undefined where an error is about something else. */
export function cannotListen(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const port = 'port' in error ? error.port : undefined
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use already. Set PORT to another one, such as \`PORT=4000 npm start\`, or stop what listens there.`
    case 'EACCES':
      return port === undefined
        ? undefined
        : `Port ${port} may not be listened on by this user. Set PORT to one above 1023, such as \`PORT=4000 npm start\`.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is no address of this machine (${error.message}). Set it to 127.0.0.1, or to 0.0.0.0 for all of them.`
    default:
      return undefined
  }
}
