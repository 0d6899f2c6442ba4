/** GitHub says no. It is thrown, so that it leaves any depth of a change as the status GitHub would answer. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly unknown[] | undefined

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.errors = errors
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found')
}

/** What an App hears whose installation lacks a permission. */
export function notAccessible(): Refusal {
  return new Refusal(403, 'Resource not accessible by integration')
}

export function invalid(resource: string, field: string, code: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, field, code }])
}
