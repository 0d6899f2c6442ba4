import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

// The edge between typed values and what lies in the database. Only this store writes there, so what is read back is
// what was written; it is not parsed a second time.

export function toJson(value: unknown): string {
  return JSON.stringify(value)
}

export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T
}

// The lightest level: a request waits for it, and bodies shrink to a sixth all the same.
const lightly = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** A webhook's body as it is kept: JSON, zstd, base64. `raw` is the payload as it came, where it is still at hand. */
export function packBody({ payload, raw }: { payload: unknown; raw?: Uint8Array }): string {
  return zstdCompressSync(raw ?? JSON.stringify(payload ?? null), lightly).toString('base64')
}

export function unpackBody(body: string): unknown {
  return JSON.parse(zstdDecompressSync(Buffer.from(body, 'base64')).toString('utf8'))
}
