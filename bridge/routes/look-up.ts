/**
 * Routes whose target a function of the embedding program decides, handshake by handshake: it sees the request with the
 * login cookie of its site. Which handshakes get that far is decided in upgrade.ts.
 */
import type { IncomingMessage } from 'node:http';
import { PatientTimeout } from '#process';
import { listOf, target as targetSetting, z } from '../setting-values.ts';
import type { TargetAddress } from '../target/address.ts';
import { printable } from '../ops/refusal-log.ts';
import type { Refused } from '../websocket/refusals.ts';
import type { Login } from './auth.ts';
import type { LookUp, LookUpDetails } from './route-settings.ts';

export interface LookUpLimits {
  /** Look-ups that have not answered yet; a handshake beyond them is refused. */
  readonly lookUpsMax: number;
  readonly lookUpTimeoutMs: number;
}

/** What a look-up has found. */
export interface Found {
  readonly targets: readonly TargetAddress[];
  readonly login: Login;
}

/** The reason of a Close frame (RFC 6455, 5.5.1). */
const REASON_BYTES_MAX = 123;

const answerSchema = z.union([
  z.strictObject({ refused: z.string() }),
  z.strictObject({
    target: listOf(targetSetting).refine((list) => list.length > 0),
    user: z.string().optional(),
    expiresAtMs: z.number().optional(),
  }),
]);

/** The look-ups of one bridge that have not answered yet. */
export class LookUps {
  /** What ends each of them early. */
  readonly #pending = new Set<() => void>();

  /** Never rejects. */
  find(
    lookUp: LookUp,
    request: IncomingMessage,
    client: string,
    { lookUpsMax, lookUpTimeoutMs }: LookUpLimits,
  ): Promise<Found | Refused> {
    if (this.#pending.size >= lookUpsMax) return Promise.resolve({ refusal: 'over-capacity' });
    const abortion = new AbortController();
    return new Promise((resolve) => {
      const end = (outcome: Found | Refused): void => {
        timer.clear();
        this.#pending.delete(stop);
        resolve(outcome);
      };
      const endEarly = (outcome: Refused): void => {
        end(outcome);
        abortion.abort();
      };
      const stop = (): void => endEarly({ refusal: 'draining' });
      const timer = new PatientTimeout(lookUpTimeoutMs, () => endEarly({ refusal: 'look-up-timeout' }));
      this.#pending.add(stop);
      answerOf(lookUp, request, { client, signal: abortion.signal }).then(end, (error: unknown) =>
        end({ refusal: 'look-up-failed', cause: causeOf(error) }),
      );
    });
  }

  /** Refuses all that are pending. */
  stop(): void {
    for (const stop of this.#pending) stop();
  }
}

/** @throws what the look-up throws, or {Error} when it answers something else than it may */
async function answerOf(lookUp: LookUp, request: IncomingMessage, details: LookUpDetails): Promise<Found | Refused> {
  const { data: answer } = answerSchema.safeParse(await lookUp(request, details));
  if (answer === undefined) throw new Error('expected { target } or { refused } from the look-up');
  if ('refused' in answer) return { refusal: 'rejected', reason: cut(answer.refused) };
  const { target: targets, user, expiresAtMs = null } = answer;
  return { targets, login: { user: user === undefined ? null : printable(user), expiresAtMs } };
}

/** Anything can be thrown, also what has no text. */
function causeOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'the look-up threw something without a text';
  }
}

/** Never through the middle of a character. */
function cut(reason: string): string {
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(REASON_BYTES_MAX));
  return reason.slice(0, read);
}
