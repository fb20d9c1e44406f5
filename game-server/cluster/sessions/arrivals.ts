// Sessions that are about to come from another node together with their room. Their clients connect before that: each
// `hello` waits until the session is here.

export class Arrivals {
  /** By the digest of a token: who is told that its client is here. */
  private readonly expected = new Map<string, (digest: string) => void>();

  /**
   * @param digests of all tokens of the sessions that come
   * @param connected is called when the client of one of them is here, perhaps several times
   */
  expect(digests: Iterable<string>, connected: (digest: string) => void): void {
    for (const digest of digests) this.expected.set(digest, connected);
  }

  /** The sessions have come, or will not come. */
  end(digests: Iterable<string>): void {
    for (const digest of digests) this.expected.delete(digest);
  }

  /** A client is here. @returns whether its session is expected */
  isExpected(digest: string): boolean {
    const connected = this.expected.get(digest);
    connected?.(digest);
    return connected !== undefined;
  }
}
