// Finds out who a session is, from the ticket or token that its client shows.

import { isBotToken, readBotToken, readTicket, UsedTickets, type Identity, type UserKind } from '#handover';
import type { ClientKind, Fault, Refusal } from '#protocol';
import type { Clock } from '../clock.ts';
import type { Directory } from './directory.ts';

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
}

export class Identification {
  private readonly parts: IdentificationParts;
  private readonly used: UsedTickets;

  constructor(parts: IdentificationParts) {
    this.parts = parts;
    this.used = new UsedTickets(parts.clock.date());
  }

  /** Uses a ticket, or checks a bot's token, for a session of this kind. It takes some microseconds. */
  check(text: string, kind: ClientKind): { readonly account: Account } | { readonly error: Refusal } {
    const { key } = this.parts;
    if (key === null) return { error: 'no-accounts' };
    return isBotToken(text) ? this.checkToken(text, kind, key) : this.checkTicket(text, kind, key);
  }

  private checkTicket(text: string, session: ClientKind, key: Buffer): ReturnType<Identification['check']> {
    const ticket = readTicket(text, key);
    if (ticket === null) return { error: 'wrong-ticket' };
    const { kind, identity, name } = ticket;
    if ((kind === 'bot') !== (session === 'bot')) return { error: kind === 'bot' ? FOR_BOTS : FOR_HUMANS };
    if (!this.used.use(ticket, this.parts.clock.date())) return { error: 'ticket-expired' };
    return { account: { kind, identity, claimedName: kind === 'guest' ? '' : name, version: '' } };
  }

  private checkToken(text: string, session: ClientKind, key: Buffer): ReturnType<Identification['check']> {
    const token = readBotToken(text, key);
    if (token === null) return { error: 'wrong-ticket' };
    if (session !== 'bot') return { error: FOR_BOTS };
    if (this.parts.directory.isRevoked(token)) return { error: 'token-revoked' };
    const { user: id, name: claimedName, version } = token;
    return { account: { kind: 'bot', identity: { kind: 'user', id }, claimedName, version: String(version) } };
  }
}
