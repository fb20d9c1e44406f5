// The operator's desk: what its routes and its worker share.

import { Counter, Gauge } from 'prom-client';
import type { Parts } from '../parts.ts';
import { readBridgeStatus } from './bridge-metrics.ts';
import { DeskTokens } from './desk-tokens.ts';
import { EventStreams } from './event-stream.ts';
import { GameServers } from './game-servers.ts';
import { LiveFeed } from './live-feed.ts';
import { Logins } from './logins.ts';
import { NodeFinder } from './node-finder.ts';
import { RoomPictures } from './room-pictures.ts';

export interface Desk {
  readonly logins: Logins;
  readonly tokens: DeskTokens;
  readonly gameServers: GameServers;
  /** Null for a lone game server. */
  readonly finder: NodeFinder | null;
  readonly live: LiveFeed;
  readonly pictures: RoomPictures;
  readonly streams: EventStreams;
  /** Counts wrong tokens. */
  readonly wrongTokens: Counter;
}

const desks = new WeakMap<Parts, Desk>();

/** The desk of these parts. */
export function deskOf(parts: Parts): Desk {
  const known = desks.get(parts);
  if (known !== undefined) return known;
  const made = createDesk(parts);
  desks.set(parts, made);
  return made;
}

function createDesk({ config, key, metrics, log, now }: Parts): Desk {
  const { gameServerAdminHost, gameServerAdminPort, bridgeAdminHost, bridgeAdminPort, redisUrl } = config;
  const tokens = new DeskTokens(config.data, config.deskToken);
  const only = [{ id: '', origin: originOf(gameServerAdminHost, gameServerAdminPort) }];
  const finder = redisUrl === null ? null : new NodeFinder(redisUrl, log, now);
  const gameServers = new GameServers(async () => (finder === null ? only : finder.nodes()), key);
  const bridge = bridgeAdminPort === null ? null : originOf(bridgeAdminHost, bridgeAdminPort);
  const streams = new EventStreams();
  const registers = [metrics];
  const isDown: Gauge = new Gauge({
    ...{
      name: 'packetman_api_game_server_up',
      help: '1 while the game server, or one of its nodes, answers the desk',
      registers,
    },
    collect: () => isDown.set(Number(live.history.status.gameServer.isUp)),
  });
  const open: Gauge = new Gauge({
    ...{ name: 'packetman_api_desk_streams', help: 'live views of operators that are open', registers },
    collect: () => open.set(streams.count),
  });
  const wrongTokens = new Counter({
    ...{ name: 'packetman_api_desk_wrong_tokens_total', help: 'wrong tokens of operators', registers },
  });
  const live = new LiveFeed({ gameServers, readBridge: bridge === null ? null : () => readBridgeStatus(bridge), now });
  return {
    logins: new Logins(tokens, now),
    pictures: new RoomPictures(gameServers),
    ...{ tokens, gameServers, finder, live, streams, wrongTokens },
  };
}

function originOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
