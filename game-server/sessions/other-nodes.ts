// What sessions need of the other nodes of a server (cluster/). A lone server has none: `null` stands for it everywhere.
//
// Each `done` is called once, after the call has returned, while the outbox holds frames: what follows from it is recorded
// before it is shown.

import type { Refusal, ServerMessage } from '#protocol';
import type { SentRequest } from './room-request.ts';
import type { Hello, Session, SessionRoutes } from './session.ts';

/** A session that was found by a token or a ticket. */
export type Found =
  /** It is here by now. @param request what the ticket asks for, to be done after `welcome`; null for nothing */
  | { readonly is: 'here'; readonly session: Session; readonly request: SentRequest | null }
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

export interface OtherNodes extends SessionRoutes {
  /** The last message to a client of another version of the protocol, which leads it to a node that speaks it; null for none. */
  nodeSpeaking(hello: Hello): ServerMessage | null;
  /** Finds the session of a token or ticket that no session here has. @param isWanted whether the client still waits */
  find(hello: Hello, isWanted: () => boolean, done: (found: Found) => void): void;
  /**
   * Reserves a name, and all that look like it, for a session of this node. Without Redis it is only unique here, until
   * Redis is back. @param done whether no session of another node has it
   */
  reserveName(name: string, taker: NameTaker, done: (isOurs: boolean) => void): void;
  /** A session of this node does not have a name any more. @param kept the name that it has instead; '' for none */
  releaseName(name: string, id: number, kept: string): void;
  /** Uses a ticket of an account. @param done why it cannot be used, or null */
  useTicket(nonce: string, expiresMs: number, done: (refusal: Refusal | null) => void): void;
  /** Another node has a session of this one: it is not renewed any more. */
  letGo(session: Session): void;
}
