import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

// The edge between typed values and what lies in the database. Only this store writes there, so what is read back is
// what was written; it is not parsed a second time.

export function toJson(value: unknown): string {
  return JSON.stringify(value)
}

export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T
}

/** A webhook's body as it is kept: JSON, zstd, base64. 18 kB become 3. */
export function packBody(payload: unknown): string {
  return zstdCompressSync(JSON.stringify(payload ?? null)).toString('base64')
}

export function unpackBody(body: string): unknown {
  return JSON.parse(zstdDecompressSync(Buffer.from(body, 'base64')).toString('utf8'))
}
