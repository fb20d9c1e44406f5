/** Which bytes of a file a request asks for (RFC 9110, 14). What is answered is left to static.ts. */

/** The first and the last byte, both of them wanted. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The one range that a Range header asks for, cut to the bytes that exist.
 * @param sizeBytes of the file. An empty file has no byte that a range could name: it is sent whole, as to programs
 *   that put a Range into every request.
 * @returns `whole` for several ranges, and for what is no range of bytes: both may be answered with the whole file;
 *   `unsatisfiable` when it begins behind the last byte
 */
export function byteRange(header: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const { from = '', to = '' } = /^bytes=(?<from>\d*)-(?<to>\d*)$/i.exec(header ?? '')?.groups ?? {};
  if (sizeBytes === 0 || (from === '' && to === '')) return 'whole';
  const end = sizeBytes - 1;
  if (from === '') {
    const count = Number(to);
    return count === 0 ? 'unsatisfiable' : { first: Math.max(0, sizeBytes - count), last: end };
  }
  const first = Number(from);
  const last = to === '' ? end : Math.min(Number(to), end);
  if (to !== '' && Number(to) < first) return 'whole';
  return first > end ? 'unsatisfiable' : { first, last };
}
