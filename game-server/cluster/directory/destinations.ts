// Which node answers a request for a room. A request is sent on where that brings the player into a room of another node, or
// spares a node that has much more to do; everything else is answered where it arrives. What is known of other nodes may be
// out of date, so a request that arrives from another node is sent on only if it cannot be answered, and not for ever.

import { PROTOCOL_VERSION, type ClientKind } from '#protocol';
import { RULES_VERSION } from '#simulation';
import type { Identity } from '#handover';
import { contestOf } from '../../ranked/contest-table.ts';
import type { Lobby } from '../../rooms/lobby.ts';
import type { Player } from '../../rooms/player.ts';
import type { RoomRequest, Route } from '../../sessions/room-request.ts';
import { isFull, nodeForRoom } from './balance.ts';
import type { NodeLoad, OpenRoom } from './node-list.ts';
import { isFeaturedBefore } from './own-list.ts';
import { rendezvous } from '../takeover/rendezvous.ts';
import type { NodeState, RoomDirectory } from './room-directory.ts';

/** How often one request is sent on. A room may move while somebody is on the way to it. */
export const HOPS_MAX = 3;
/** When to ask again for a room whose node has just died: others claim it within a second or two. */
const ASK_AGAIN_MS = 500;

/** Who asks. */
export type Asker = Player & { readonly kind: ClientKind; readonly identity: Identity | null };

export interface DestinationParts {
  /** The id of this node. */
  readonly id: string;
  readonly directory: RoomDirectory;
  readonly lobby: Lobby;
  /** Whether this node opens no rooms any more. */
  readonly isDraining: () => boolean;
}

export class Destinations {
  private readonly parts: DestinationParts;
  /** Players who were sent to rooms of quick play since the lists were read: their places are not shown as taken yet. */
  private readonly sent = new Map<string, number>();
  private sentVersion = -1;

  constructor(parts: DestinationParts) {
    this.parts = parts;
  }

  /**
   * Which node answers a request.
   * @param hops how often it was sent on before
   * @returns null for this one
   */
  of(message: RoomRequest, player: Asker, hops: number): Route | null {
    if (hops >= HOPS_MAX) return null;
    switch (message.type) {
      case 'join':
        return this.ofCode(message.code);
      case 'watch':
        return message.code === '' ? this.ofFeatured(player, hops) : this.ofCode(message.code);
      case 'create':
        return this.ofNewRoom(hops);
      case 'play':
        if (message.ranked === true && message.daily !== true) return this.ofContest(message.mode, player);
        return message.daily === true ? this.ofNewRoom(hops) : this.ofQuickPlay(message.mode, player, hops);
    }
  }

  /** Which node has the queue for ranked matches of a mode: all players wait at one. */
  contestNode(mode: string, kind: ClientKind): string {
    const { id, isDraining } = this.parts;
    const ids = this.opening.map(({ peer }) => peer.id);
    if (!isDraining() && this.isNewest) ids.push(id);
    return rendezvous(`${mode} ${kind}`, ids) ?? id;
  }

  private ofCode(asked: string): Route | null {
    const { directory, lobby } = this.parts;
    const code = asked.toUpperCase();
    if (lobby.room(code) !== null) return null;
    const node = directory.nodeOf(code);
    if (node !== null) return this.speaks(node) ? { node } : null;
    const isUnclear = directory.isBlind || directory.isLost(code);
    return isUnclear ? { error: { code: 'nodes-unreachable', retryAfterMs: ASK_AGAIN_MS } } : null;
  }

  private ofFeatured(player: Asker, hops: number): Route | null {
    const { directory, lobby } = this.parts;
    if (hops > 0 || directory.isBlind) return null;
    const own = lobby.featuredRoom(player);
    let best = own === null ? null : { watchers: own.watcherCount, players: own.seats.players.length };
    let node: string | null = null;
    for (const { peer } of this.speaking) {
      const featured = directory.featured(peer.id);
      if (featured === null || (best !== null && !isFeaturedBefore(featured, best))) continue;
      best = featured;
      node = peer.id;
    }
    return node === null ? null : { node };
  }

  private ofQuickPlay(mode: string, player: Asker, hops: number): Route | null {
    const { directory, lobby, isDraining } = this.parts;
    if (directory.isBlind || (!isDraining() && lobby.hasOpenRoom(player, mode))) return null;
    const found = hops === 0 ? this.openRoom(mode, player.kind) : null;
    if (found === null) return this.ofNewRoom(hops);
    this.sent.set(found.room.code, (this.sent.get(found.room.code) ?? 0) + 1);
    return { node: found.node };
  }

  /** Of the rooms of other nodes that quick play may lead into, the one with the most players. */
  private openRoom(mode: string, kind: ClientKind): { readonly node: string; readonly room: OpenRoom } | null {
    const { directory } = this.parts;
    if (directory.version !== this.sentVersion) this.sent.clear();
    this.sentVersion = directory.version;
    let best: { readonly node: string; readonly room: OpenRoom } | null = null;
    for (const { peer } of this.opening) {
      for (const room of directory.openRooms(peer.id)) {
        if (room.mode !== mode || (room.drivers !== 'any' && room.drivers !== `${kind}s`)) continue;
        if (room.places <= (this.sent.get(room.code) ?? 0)) continue;
        if (best === null || comesBefore(room, best.room)) best = { node: peer.id, room };
      }
    }
    return best;
  }

  /** A node that was asked by another one opens the room, unless it cannot. */
  private ofNewRoom(hops: number): Route | null {
    const { directory, isDraining } = this.parts;
    if (directory.isBlind) return null;
    const { ownLoad } = directory;
    const own: NodeLoad | null = isDraining() || !this.isNewest ? null : ownLoad;
    if (hops > 0 && own !== null && !isFull(own)) return null;
    const other = nodeForRoom(own, this.opening);
    return other === null ? null : { node: other.peer.id };
  }

  private ofContest(mode: string, { kind, identity }: Asker): Route | null {
    // This node says why it is refused.
    if (identity === null || contestOf(mode, kind) === null) return null;
    const node = this.contestNode(mode, kind);
    return node === this.parts.id ? null : { node };
  }

  /** The nodes whose messages a client of this node understands. */
  private get speaking(): NodeState[] {
    return this.parts.directory.nodes.filter(({ peer }) => peer.protocol === PROTOCOL_VERSION);
  }

  private speaks(node: string): boolean {
    return this.speaking.some(({ peer }) => peer.id === node);
  }

  /** Of those, the ones that open rooms: while an update is under way, those with the newest rules. */
  private get opening(): NodeState[] {
    const able = this.speaking.filter(({ peer }) => !peer.isDraining && peer.rules >= RULES_VERSION);
    const newest = Math.max(RULES_VERSION, ...able.map(({ peer }) => peer.rules));
    return able.filter(({ peer }) => peer.rules === newest);
  }

  private get isNewest(): boolean {
    return this.opening.every(({ peer }) => peer.rules === RULES_VERSION);
  }
}

/** All nodes choose the same: players who ask at different nodes meet. */
function comesBefore(one: OpenRoom, other: OpenRoom): boolean {
  return one.players === other.players ? one.code < other.code : one.players > other.players;
}
