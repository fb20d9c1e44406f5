/**
 * Checks whether targets accept, again and again: a TCP connection, and for TLS targets the handshake. A proxy in front of a
 * target accepts for it, and closes when the target itself is not there.
 */
import { dial, type DialSettings, type Target } from './dial.ts';
import { isOurOwn, type TargetState } from './target-state.ts';

export interface HealthCheck {
  /** From the end of one check of a target to the next. */
  readonly everyMs: number;
  readonly timeoutMs: number;
}

/** A target that closes within this time and has sent nothing is not there. */
const CLOSES_AT_ONCE_MS = 200;

/** Checks under way at once; others wait. Each has a socket. */
export const CHECKS_AT_ONCE_MAX = 16;

export class HealthChecks {
  passed = 0;
  failed = 0;
  readonly #dial: typeof dial;
  readonly #waiting = new Set<() => void>();
  #underWay = 0;

  /** @param dialTarget what connects */
  constructor(dialTarget: typeof dial = dial) {
    this.#dial = dialTarget;
  }

  /** Checks a target now, and from then on. @returns a function that ends it */
  watch(state: TargetState, tls: DialSettings['tls'], { everyMs, timeoutMs }: HealthCheck): () => void {
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const begin = (): void => {
      if (this.#underWay >= CHECKS_AT_ONCE_MAX) return void this.#waiting.add(begin);
      this.#underWay += 1;
      let cause: Error | null = null;
      const onTry: DialSettings['onTry'] = (_, socket) => void socket.once('error', (error) => (cause = error));
      const { connected } = this.#dial({ addresses: [state.address], tls, timeoutMs, onTry });
      connected
        .then(stayedOpen)
        .then(
          () => {
            this.passed += 1;
            if (!isOver) state.accepted();
          },
          (error: Error) => {
            this.failed += 1;
            if (!isOver && !isOurOwn(cause)) state.failed(`check: ${(cause ?? error).message}`);
          },
        )
        .finally(() => {
          this.#underWay -= 1;
          const [next] = this.#waiting;
          if (next !== undefined) this.#waiting.delete(next);
          next?.();
          if (!isOver) timer = setTimeout(begin, everyMs).unref();
        });
    };
    begin();
    return () => {
      isOver = true;
      clearTimeout(timer);
      this.#waiting.delete(begin);
    };
  }
}

/** Rejects when the target closes at once. */
function stayedOpen(target: Target): Promise<void> {
  const { socket } = target;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const closed = (): void => end(() => reject(new Error('it closed at once')));
    const timer = setTimeout(() => end(resolve), CLOSES_AT_ONCE_MS);
    socket.once('end', closed);
    socket.once('close', closed);
    target.deliver = () => {
      end(resolve);
      return false;
    };
    socket.resume();
  });
}
