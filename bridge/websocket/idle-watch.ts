/** Detects a tunnel without messages. Pings and pongs do not count. */

/** How often the limit is checked within it: a tunnel ends at most a quarter of the limit late. */
const CHECKS = 4;

/**
 * @param messages the number of messages so far
 * @param onIdle called when there was none for `timeoutMs`, at most a quarter of it later, and again while that lasts
 * @returns a function that stops it
 */
export function watchIdle(messages: () => number, timeoutMs: number, onIdle: () => void): () => void {
  let before = messages();
  let quietChecks = 0;
  const check = (): void => {
    const now = messages();
    quietChecks = now === before ? quietChecks + 1 : 0;
    before = now;
    if (quietChecks >= CHECKS) onIdle();
  };
  const timer = setInterval(check, Math.ceil(timeoutMs / CHECKS));
  return () => clearInterval(timer);
}
