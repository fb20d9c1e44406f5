// Requests that lead into rooms, and where they are answered when a server has several nodes.

import type { ClientMessage, Refusal, ServerMessage } from '#protocol';

export type RoomRequest = ClientMessage & { readonly type: 'play' | 'join' | 'create' | 'watch' };

/** What a client has asked another node for. */
export interface SentRequest {
  readonly message: RoomRequest;
  /** How often it was sent on. */
  readonly hops: number;
}

/** The node that answers a request, or why none can. */
export type Route = { readonly node: string } | { readonly error: Refusal };

/** The last message to the client of a session that goes on elsewhere, or why it stays. */
export type HandedOver = { readonly message: ServerMessage } | { readonly refusal: Refusal };
