// What sessions need of the other nodes of a server (cluster/). A lone server has none: `null` stands for it everywhere.
//
// Each callback is called once, later, while the outbox holds frames: what follows from it is recorded before it is shown.

import type { ClientMessage, Refusal, ServerMessage } from '#protocol';
import type { Hello, Session } from './session.ts';

/** A session that was found by a token or a ticket. */
export type Found =
  /** It is here by now. @param request what the ticket asks for, to be done after `welcome`; null for nothing */
  | { readonly is: 'here'; readonly session: Session; readonly request: ClientMessage | null }
  /** The last message to the client, which leads it to another node. */
  | { readonly is: 'elsewhere'; readonly message: ServerMessage }
  | { readonly is: 'unknown' }
  | { readonly is: 'refused'; readonly refusal: Refusal };

/** Who takes a name. */
export interface NameTaker {
  /** Of the session. */
  readonly id: number;
  /** The id of the user whose claimed name it is; null for a guest. */
  readonly user: string | null;
}

export interface OtherNodes {
  /** Finds the session of a token or ticket that no session here has. @param isWanted whether the client still waits */
  find(hello: Hello, isWanted: () => boolean, done: (found: Found) => void): void;
  /**
   * Reserves a name, and all that look like it, for a session of this node. Without Redis it is only unique here, until
   * Redis is back. @param done whether no session of another node has it
   */
  reserveName(name: string, taker: NameTaker, done: (isOurs: boolean) => void): void;
  /** A session of this node does not have a name any more. @param kept the name that it has instead; '' for none */
  releaseName(name: string, kept: string): void;
  /** Uses a ticket of an account. @returns by `done` why not, or null */
  useTicket(nonce: string, expiresMs: number, done: (refusal: Refusal | null) => void): void;
  /** Whether a request in the lobby is for this node, for another one, or refused. */
  route(request: ClientMessage, from: Session, done: (route: Route) => void): void;
  /**
   * Hands a session over to another node, which does what it asks for.
   * @param done the last message to its client, when the other node can take it; or why it stays
   */
  handOver(session: Session, node: string, request: ClientMessage, done: (result: HandedOver) => void): void;
}

export type Route = { readonly node: string } | { readonly refusal: Refusal } | 'here';
export type HandedOver = { readonly message: ServerMessage } | { readonly refusal: Refusal };
