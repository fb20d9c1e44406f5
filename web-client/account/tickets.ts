// Keeps a ticket at hand, which says to the game server who plays. Tickets are good for one use and ten minutes, so the next one
// is fetched when one is taken, and before it expires while the page is seen. Nothing waits for it.
//
//            start                 take
//   none ──► fetching ──answer──► fresh ──► fetching …
//               ▲   │ none            │ old, and the page is seen
//               └───┴── later ◄───────┘

import { UNREACHABLE, type Answer } from './api-call.ts';
import type { After } from './ask-again.ts';

export interface Ticket {
  readonly ticket: string;
  /** The name that the session will have; '' for a guest that has none yet. */
  readonly name: string;
  readonly kind: string;
}

export interface TicketSurroundings {
  /** Milliseconds. */
  now(): number;
  readonly after: After;
  fetch(): Promise<Answer<Ticket>>;
  /** Whether anybody looks at the page. */
  isSeen(): boolean;
}

/** What another program answers in the place of the API is no ticket: the game server would refuse it, or wait for more. */
export function ticketIn(answer: Answer<unknown>): Answer<Ticket> {
  if ('refusal' in answer) return answer;
  const { ticket, name, kind } = (answer.value ?? {}) as Partial<Ticket>;
  const isTicket = typeof ticket === 'string' && ticket !== '' && typeof name === 'string' && typeof kind === 'string';
  return isTicket ? { value: { ticket, name, kind } } : { refusal: UNREACHABLE };
}

/** The API gives ten minutes; the difference covers the way to the game server and clocks that run apart. */
export const TICKET_FRESH_MS = 8 * 60_000;
const RETRY_MS_MIN = 30_000;
const RETRY_MS_MAX = 10 * 60_000;

export class Tickets {
  private readonly surroundings: TicketSurroundings;
  private readonly came: (ticket: Ticket | null) => void;
  private kept: { readonly ticket: Ticket; readonly atMs: number } | null = null;
  private isFetching = false;
  /** Whether what is being fetched is out of date: somebody has signed in or out meanwhile. */
  private isOutdated = false;
  private retryMs = RETRY_MS_MIN;
  private cancelTimer: () => void = () => {};

  /** @param came called with each ticket, and with null when the API has not answered */
  constructor(surroundings: TicketSurroundings, came: (ticket: Ticket | null) => void) {
    this.surroundings = surroundings;
    this.came = came;
  }

  /** A ticket for one use; '' where there is none now. The next one is fetched. */
  take(): string {
    const { kept } = this;
    this.kept = null;
    const isFresh = kept !== null && this.surroundings.now() - kept.atMs < TICKET_FRESH_MS;
    if (kept !== null) this.renew();
    return isFresh ? kept.ticket.ticket : '';
  }

  /** Fetches another one now: at the start, and when somebody has signed in or out. */
  renew(): void {
    this.kept = null;
    this.cancelTimer();
    if (this.isFetching) this.isOutdated = true;
    else void this.fetch();
  }

  /** The page is seen again. */
  seen(): void {
    if (this.kept !== null && this.surroundings.now() - this.kept.atMs >= TICKET_FRESH_MS) this.renew();
  }

  private async fetch(): Promise<void> {
    this.isFetching = true;
    this.isOutdated = false;
    const answer = await this.surroundings.fetch();
    this.isFetching = false;
    if (this.isOutdated) return this.renew();
    if ('refusal' in answer) {
      this.came(null);
      const waitMs = Math.max(this.retryMs, answer.refusal.retryAfterS * 1000);
      this.retryMs = Math.min(2 * this.retryMs, RETRY_MS_MAX);
      this.cancelTimer = this.surroundings.after(waitMs, () => this.renew());
      return;
    }
    this.retryMs = RETRY_MS_MIN;
    this.kept = { ticket: answer.value, atMs: this.surroundings.now() };
    this.cancelTimer = this.surroundings.after(TICKET_FRESH_MS, () => this.surroundings.isSeen() && this.renew());
    this.came(answer.value);
  }
}
