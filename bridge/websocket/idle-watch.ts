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
  let lastLook: NodeJS.Immediate | undefined;
  const nextTurn = (go: () => void): void => void (lastLook = setImmediate(go));
  const judge = (): void => {
    lastLook = undefined;
    if (messages() === before) onIdle();
  };
  const check = (): void => {
    const now = messages();
    quietChecks = now === before ? quietChecks + 1 : 0;
    before = now;
    // What has come while this process stood still is read after the timers, all of it in two turns.
    if (quietChecks >= CHECKS && lastLook === undefined) nextTurn(() => nextTurn(judge));
  };
  const timer = setInterval(check, Math.ceil(timeoutMs / CHECKS));
  return () => {
    clearInterval(timer);
    clearImmediate(lastLook);
  };
}
