// Finds out who a session is, from the ticket or token that its client shows.

import { isBotToken, readBotToken, readTicket, UsedTickets, type Identity, type UserKind } from '#handover';
import type { ClientKind, Fault, Refusal } from '#protocol';
import type { Clock } from '../clock.ts';
import type { Directory } from './directory.ts';

/** What came of a ticket or token. */
export type Checked = { readonly account: Account } | { readonly error: Refusal };

/** Tickets that were used at other nodes of this server. */
interface TicketUses {
  /** @param done why it cannot be used, or null; called later */
  useTicket(nonce: string, expiresMs: number, done: (refusal: Refusal | null) => void): void;
}

/** Who a session is. */
export interface Account {
  readonly kind: UserKind;
  readonly identity: Identity;
  /** The name that a person or a bot has claimed; '' for a guest. */
  readonly claimedName: string;
  /** Of a bot's token; '' for all others. */
  readonly version: string;
}

const FOR_BOTS: Fault = { code: 'wrong-ticket', text: 'this token is for a session of the kind `bot`' };
const FOR_HUMANS: Fault = { code: 'wrong-ticket', text: 'this ticket is for a session of the kind `human`' };

export interface IdentificationParts {
  /** The key that the API signs with; null for a server without an API. */
  readonly key: Buffer | null;
  readonly directory: Directory;
  readonly clock: Clock;
  /** Null for a lone server. */
  readonly others: TicketUses | null;
}

export class Identification {
  private readonly parts: IdentificationParts;
  private readonly used: UsedTickets;

  constructor(parts: IdentificationParts) {
    this.parts = parts;
    this.used = new UsedTickets(parts.clock.date());
  }

  /**
   * Uses a ticket, or checks a bot's token, for a session of this kind. It takes some microseconds.
   * @param done is called once: with a ticket's account only after other nodes were asked, otherwise before this returns
   */
  check(text: string, kind: ClientKind, done: (checked: Checked) => void): void {
    const { key } = this.parts;
    if (key === null) return done({ error: 'no-accounts' });
    if (isBotToken(text)) return done(this.checkToken(text, kind, key));
    this.checkTicket(text, kind, key, done);
  }

  private checkTicket(text: string, session: ClientKind, key: Buffer, done: (checked: Checked) => void): void {
    const { clock, others } = this.parts;
    const ticket = readTicket(text, key);
    if (ticket === null) return done({ error: 'wrong-ticket' });
    const { kind, identity, name, nonce, expiresMs } = ticket;
    if ((kind === 'bot') !== (session === 'bot')) return done({ error: kind === 'bot' ? FOR_BOTS : FOR_HUMANS });
    if (!this.used.use(ticket, clock.date())) return done({ error: 'ticket-expired' });
    const account = { kind, identity, claimedName: kind === 'guest' ? '' : name, version: '' };
    if (others === null) return done({ account });
    others.useTicket(nonce, expiresMs, (refusal) => done(refusal === null ? { account } : { error: refusal }));
  }

  private checkToken(text: string, session: ClientKind, key: Buffer): Checked {
    const token = readBotToken(text, key);
    if (token === null) return { error: 'wrong-ticket' };
    if (session !== 'bot') return { error: FOR_BOTS };
    if (this.parts.directory.isRevoked(token)) return { error: 'token-revoked' };
    const { user: id, name: claimedName, version } = token;
    return { account: { kind: 'bot', identity: { kind: 'user', id }, claimedName, version: String(version) } };
  }
}
