// What makes the lobbies of all nodes one: the directory of rooms, the chat, and where requests are answered. The node makes
// it before the core, which takes `surroundings`, and begins it when the core is there.

import { randomCode } from '../../rooms/lobby.ts';
import type { Clock, Rng } from '../../clock.ts';
import type { GameServerConfig } from '../../config.ts';
import type { Core } from '../../core.ts';
import { BusyMeter } from './balance.ts';
import { CodePool, type PoolRedis } from './code-pool.ts';
import type { RoomRequest, Route } from '../../sessions/room-request.ts';
import { Destinations, type Asker } from './destinations.ts';
import { NodeChat } from './node-chat.ts';
import { NodeQueues } from './node-queues.ts';
import { NodeMessages, type MessagesParts, type Publisher, type Subscriber } from './node-messages.ts';
import { RoomDirectory, type DirectoryRedis, type Peer } from './room-directory.ts';

export interface SharedLobbyParts {
  /** Of this node. */
  readonly id: string;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly log: MessagesParts['log'];
  /** For commands. */
  readonly redis: DirectoryRedis & PoolRedis & Publisher;
  /** A connection of its own: a client that has subscribed can do nothing else. */
  readonly subscriber: Subscriber;
  /** The other nodes whose leases are known to hold. */
  readonly peers: () => Iterable<Peer>;
  /** Whether this node opens no rooms any more. */
  readonly isDraining: () => boolean;
  readonly busy?: BusyMeter;
}

export class SharedLobby {
  readonly messages: NodeMessages;
  readonly directory: RoomDirectory;
  readonly chat: NodeChat;
  readonly codes: CodePool;
  private readonly queues: NodeQueues;
  private destinations: Destinations | null = null;
  private readonly parts: SharedLobbyParts;

  constructor(parts: SharedLobbyParts) {
    const { id, clock, rng, log, redis, subscriber, peers, busy = new BusyMeter() } = parts;
    const liveIds = () => Array.from(peers(), (peer) => peer.id);
    this.parts = parts;
    this.messages = new NodeMessages({ id, clock, publisher: redis, subscriber, log });
    this.codes = new CodePool({ id, clock, redis, newCode: () => randomCode(rng) });
    this.directory = new RoomDirectory({
      id,
      clock,
      log,
      redis,
      messages: this.messages,
      peers,
      busy,
      codes: this.codes,
    });
    this.queues = new NodeQueues({ id, messages: this.messages, directory: this.directory });
    this.chat = new NodeChat({
      ...{ messages: this.messages, liveIds },
      isBlind: () => this.directory.isBlind,
      otherCount: () => this.directory.otherCounts.players + this.directory.otherCounts.bots,
    });
  }

  /** For the core. */
  get surroundings() {
    return { otherRooms: this.directory, otherChat: this.chat, otherQueues: this.queues };
  }

  /** Begins to tell the others what this node has, and to hear them. */
  begin(core: Core, { roomsMax, connectionsMax }: GameServerConfig): void {
    const { id, isDraining } = this.parts;
    const { lobby, sessions } = core;
    const counts = () => core.connectedCounts();
    this.directory.begin({ lobby, sessions, counts, roomsMax, sessionsMax: connectionsMax });
    this.chat.begin(core.chat);
    this.destinations = new Destinations({ id, directory: this.directory, lobby, isDraining });
    this.queues.begin(this.destinations, core.contests);
  }

  /** Which node answers a request. @param hops how often it was sent on before @returns null for this one */
  route(request: RoomRequest, from: Asker, hops: number): Route | null {
    return this.destinations?.of(request, from, hops) ?? null;
  }

  /** Takes the list of this node away, so that nobody is sent here any more. */
  async end(): Promise<void> {
    this.messages.stop();
    await this.directory.end();
  }
}
