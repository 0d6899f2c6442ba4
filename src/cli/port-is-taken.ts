/** A sentence about a port that cannot be listened on; undefined where an error is about something else. */
export function portIsTaken(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('port' in error)) return undefined
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port} is in use already. Set PORT to another one, such as \`PORT=4000 npm start\`, or stop what listens there.`
    case 'EACCES':
      return `Port ${error.port} may not be listened on by this user. Set PORT to one above 1023, such as \`PORT=4000 npm start\`.`
    default:
      return undefined
  }
}
