/** Answers the pings of a browser, as many as RFC 6455 asks for (5.5.3) and without a queue that it can let grow. */

/** Pongs that wait to be sent. Of the pings beyond them only the latest is answered. */
const PENDING_MAX = 60;

/**
 * @param pong sends one; it need not call `onSent` where nothing can be sent any more
 * @returns to be called for each ping
 */
export function pingAnswers(pong: (data: Buffer, onSent: () => void) => void): (data: Buffer) => void {
  let pending = 0;
  let latest: Buffer | null = null;
  const answer = (data: Buffer): void => {
    pending += 1;
    pong(data, onSent);
  };
  const onSent = (): void => {
    pending -= 1;
    const waiting = latest;
    latest = null;
    if (waiting !== null) answer(waiting);
  };
  return (data) => {
    // A copy: the ping is a part of what was read at once.
    if (pending >= PENDING_MAX) latest = Buffer.from(data);
    else answer(data);
  };
}
