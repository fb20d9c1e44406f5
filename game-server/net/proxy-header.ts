// Reads the PROXY header, version 1 or 2, in which a bridge or a load balancer reports the caller's address. listener.ts
// decides which peers are trusted; net/proxy-reader.ts reads the bytes.

import { readProxyHeader, startsLikeProxyHeader } from '#net';

/**
 * - `more`: the header is not complete.
 * - `none`: there is no header, all bytes so far are in `rest`.
 * - `header`: `address` is the caller's, null if the proxy connects for itself; `rest` are the bytes after the header.
 * - `malformed`: the bytes begin like a header and are none.
 */
export type ProxyHeader =
  | { readonly kind: 'more' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'none'; readonly rest: Uint8Array }
  | { readonly kind: 'header'; readonly address: string | null; readonly rest: Uint8Array };

/** Reads the beginning of a stream, in any split. It keeps at most PROXY_HEADER_BYTES_MAX and one chunk. */
export class ProxyHeaderReader {
  private bytes: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): ProxyHeader {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    const { bytes } = this;
    const read = readProxyHeader(bytes);
    switch (read.name) {
      case 'incomplete':
        return { kind: 'more' };
      case 'invalid':
        return startsLikeProxyHeader(bytes) ? { kind: 'malformed' } : { kind: 'none', rest: bytes };
      case 'header':
        return { kind: 'header', address: read.source?.address ?? null, rest: bytes.subarray(read.byteLength) };
    }
  }
}
