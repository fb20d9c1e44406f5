// The names of all keys and channels in Redis. Every one starts with `packetman:`, so that an ACL rule can name them. What a
// value looks like is described where it is written.

const PREFIX = 'packetman:';

/** A node's id is also a part of the bridge's paths (`/play/NODE`). */
export const NODE_ID = /^[a-z0-9-]{1,24}$/;

export const KEYS = {
  /** The lease of a node: its address, for as long as it lives. */
  node: (id: string) => `${PREFIX}node:${id}`,
  /** A hash: where each node can be found, also when its lease is over. Until it leaves in order. */
  nodes: `${PREFIX}nodes`,
  /** The stream of a room, which is its journal. */
  room: (code: string) => `${PREFIX}j:${code}`,
  /** The set of the codes of rooms that a node owns. */
  owned: (node: string) => `${PREFIX}owned:${node}`,
  /** The set of the codes of all open rooms. */
  rooms: `${PREFIX}rooms`,
  /** The stream of a session, which has its newest record. */
  session: (id: number) => `${PREFIX}sess:${id}`,
  /** The id of the session that a token resumes. @param digest of the token, never the token itself */
  token: (digest: string) => `${PREFIX}token:${digest}`,
  /** A session on its way to another node. @param digest of the ticket */
  ticket: (digest: string) => `${PREFIX}ticket:${digest}`,
  /** A ticket of an account that was used. */
  usedTicket: (nonce: string) => `${PREFIX}used-ticket:${nonce}`,
  /** Which session has a name. @param name as it is compared */
  name: (name: string) => `${PREFIX}name:${name}`,
  /** Which session has a name that looks like this. */
  look: (skeleton: string) => `${PREFIX}look:${skeleton}`,
  /** The rooms of a node. */
  list: (node: string) => `${PREFIX}list:${node}`,
  /** Counts and load of a node, and the number of its list. */
  load: (node: string) => `${PREFIX}load:${node}`,
  /** Who may open a room with a code that is not in use. */
  code: (code: string) => `${PREFIX}code:${code}`,
  /** Counts blocks of session ids: each start of a node takes one. */
  blocks: `${PREFIX}blocks`,
  /** A random text, set when it is missing: another one means that Redis has lost its data. */
  run: `${PREFIX}run`,
} as const;

export const CHANNELS = {
  /** What one node says to all others: lines of the lobby's chat, and news. */
  allNodes: `${PREFIX}chat:lobby`,
  /** What other nodes say to one. */
  node: (id: string) => `${PREFIX}to:${id}`,
} as const;

/** For SCAN: the leases of all nodes. */
export const NODE_PATTERN = KEYS.node('*');

/** @param key of a lease @returns the id of its node, null for any other key */
export function nodeOfKey(key: string): string | null {
  const prefix = KEYS.node('');
  const id = key.slice(prefix.length);
  return key.startsWith(prefix) && NODE_ID.test(id) ? id : null;
}
