// Challenges of passkeys that wait for their answer. Each is for one answer, within five minutes. They live in this process:
// several processes behind one address need a balancer that keeps a browser with one of them.

import { randomBytes } from 'node:crypto';

const LIFE_MS = 300_000;
/** Beyond it the oldest is dropped. */
const WAITING_MAX = 10_000;
const ID_BYTES = 16;

export type Purpose = 'claim' | 'sign-in' | 'add';

export interface Challenge {
  readonly purpose: Purpose;
  /** What the authenticator signs. */
  readonly text: string;
  readonly origin: string;
  readonly rpId: string;
  /** Of the person who adds a passkey; '' before there is one. */
  readonly userId: string;
}

export class Challenges {
  private readonly waiting = new Map<string, Challenge & { readonly endMs: number }>();

  /** @returns its id */
  add(challenge: Challenge, nowMs: number): string {
    const id = randomBytes(ID_BYTES).toString('base64url');
    this.waiting.set(id, { ...challenge, endMs: nowMs + LIFE_MS });
    if (this.waiting.size > WAITING_MAX) {
      const [oldest] = this.waiting.keys();
      this.waiting.delete(oldest!);
    }
    return id;
  }

  /** Takes a challenge, which is gone afterwards. @returns null if there is none for this purpose and user */
  take(id: string, purpose: Purpose, userId: string, nowMs: number): Challenge | null {
    const challenge = this.waiting.get(id);
    this.waiting.delete(id);
    if (challenge === undefined || challenge.endMs < nowMs) return null;
    return challenge.purpose === purpose && challenge.userId === userId ? challenge : null;
  }
}
