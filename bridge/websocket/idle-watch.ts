/** Notices a tunnel on which no message passes. Pings and pongs are no messages. */

/** The limit is looked at this often within it, so it is kept to a quarter. */
const CHECKS = 4;

/**
 * @param messages how many have passed so far
 * @param onIdle called once none has passed for `timeoutMs`, at most a quarter of it later, and again while that stays so
 * @returns what ends it
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
