// The game server that operators see: one process, or all nodes that share a Redis. What one of them knows is asked of each.

import {
  CONTROL_PAGE_MAX,
  type Announced,
  type ControlRoom,
  type ControlRooms,
  type ControlSession,
  type ControlSessions,
  type Figures,
  type Kicked,
  type LogTail,
  type RoomPicture,
  type RoomWithMembers,
} from '#handover';
import { ApiError } from '../http/errors.ts';
import { GameServer } from './game-server.ts';
import type { FoundNode } from './node-finder.ts';

/** Rooms whose node is remembered. */
const OWNERS_MAX = 1000;

export interface NodeReading {
  readonly id: string;
  /** Null while it does not answer. */
  readonly figures: Figures | null;
}

interface Node {
  readonly id: string;
  readonly server: GameServer;
}

export class GameServers {
  private readonly find: () => Promise<readonly FoundNode[]>;
  private readonly key: Buffer;
  /** By origin. */
  private known = new Map<string, GameServer>();
  /** By code of the room: the node that had it last. */
  private readonly owners = new Map<string, string>();

  /** @param find the nodes of this moment */
  constructor(find: () => Promise<readonly FoundNode[]>, key: Buffer) {
    this.find = find;
    this.key = key;
  }

  async figures(): Promise<readonly NodeReading[]> {
    const read = async ({ id, server }: Node) => ({ id, figures: await server.read('figures').catch(() => null) });
    return Promise.all((await this.nodes()).map(read));
  }

  async rooms(after: string | undefined): Promise<ControlRooms> {
    const pages = await this.fromEach((server) => server.read('rooms', { after }));
    const keyOf = ({ code }: ControlRoom) => code;
    const { rows, last } = firstOf(
      pages.map(({ rooms }) => rooms),
      pages.some((page) => page.after !== null),
      keyOf,
    );
    return { rooms: rows, total: sum(pages), after: last };
  }

  /** @throws {ApiError} if no node answers */
  async sessions(query: Readonly<Record<string, string | undefined>>): Promise<ControlSessions> {
    const pages = await this.fromEach((server) => server.read('sessions', query));
    const keyOf = ({ id }: ControlSession) => id;
    const lists = pages.map(({ sessions }) => sessions);
    const { rows, last } = firstOf(
      lists,
      pages.some((page) => page.after !== null),
      keyOf,
    );
    return { sessions: rows, total: sum(pages), after: last };
  }

  room(code: string): Promise<RoomWithMembers> {
    return this.atOwner(code, (server) => server.room(code));
  }

  picture(code: string, maze: number): Promise<RoomPicture> {
    return this.atOwner(code, (server) => server.picture(code, maze));
  }

  async close(code: string, reason: string): Promise<void> {
    await this.atOwner(code, (server) => server.close(code, reason));
  }

  async kick(session: number, reason: string): Promise<Kicked> {
    return (await this.fromOne(await this.nodes(), (server) => server.kick(session, reason))).answer;
  }

  /** A node passes it on to all others. @throws {ApiError} if none answers */
  async announce(text: string): Promise<Announced> {
    const errors: PromiseSettledResult<unknown>[] = [];
    for (const { server } of await this.nodes()) {
      try {
        return await server.announce(text);
      } catch (reason) {
        errors.push({ status: 'rejected', reason });
      }
    }
    throw mostTelling(errors);
  }

  /** @param id of the node, null for all of them */
  async drain(id: string | null): Promise<void> {
    if (id === null) await this.fromEach((server) => server.drain());
    else await (await this.node(id)).drain();
  }

  /** Hands rooms of a node over to others. @returns how many have gone */
  async move(id: string, count: number): Promise<number> {
    return (await (await this.node(id)).move(count)).moved;
  }

  /** @param id of the node, undefined for the first one */
  async log(id: string | undefined, query: Readonly<Record<string, string>>): Promise<LogTail> {
    return (await this.node(id)).read('log', query);
  }

  /** @throws {ApiError} if there is no such node */
  private async node(id: string | undefined): Promise<GameServer> {
    const nodes = await this.nodes();
    const found = id === undefined || id === '' ? nodes[0] : nodes.find((node) => node.id === id);
    if (found === undefined) throw new ApiError(id ? 'not-found' : 'game-server-down', id ? {} : { retryAfter: 1 });
    return found.server;
  }

  private async nodes(): Promise<readonly Node[]> {
    const found = await this.find();
    this.known = new Map(
      found.map(({ origin }) => [origin, this.known.get(origin) ?? new GameServer(origin, this.key)]),
    );
    return found.map(({ id, origin }) => ({ id, server: this.known.get(origin)! }));
  }

  /** The answers of all that answer. @throws {ApiError} if none does */
  private async fromEach<Answer>(ask: (server: GameServer) => Promise<Answer>): Promise<readonly Answer[]> {
    const outcomes = await Promise.allSettled((await this.nodes()).map(({ server }) => ask(server)));
    const answers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    if (answers.length > 0) return answers;
    throw mostTelling(outcomes);
  }

  /** The answer of the one that has what is asked for. @throws {ApiError} `not-found` if none has it */
  private async fromOne<Answer>(
    nodes: readonly Node[],
    ask: (server: GameServer) => Promise<Answer>,
  ): Promise<{ readonly id: string; readonly answer: Answer }> {
    const outcomes = await Promise.allSettled(nodes.map(({ server }) => ask(server)));
    const at = outcomes.findIndex(({ status }) => status === 'fulfilled');
    const outcome = outcomes[at];
    if (outcome?.status === 'fulfilled') return { id: nodes[at]!.id, answer: outcome.value };
    throw mostTelling(outcomes);
  }

  /** Asks the node that had the room last, and the others only if it has moved. */
  private async atOwner<Answer>(code: string, ask: (server: GameServer) => Promise<Answer>): Promise<Answer> {
    const nodes = await this.nodes();
    const owner = nodes.filter(({ id }) => id === this.owners.get(code));
    const others = nodes.filter((node) => !owner.includes(node));
    const { id, answer } = await (owner.length === 0
      ? this.fromOne(others, ask)
      : this.fromOne(owner, ask).catch((error: unknown) => {
          if (others.length === 0) throw error;
          return this.fromOne(others, ask);
        }));
    this.owners.delete(code);
    this.owners.set(code, id);
    const [oldest] = this.owners.keys();
    if (this.owners.size > OWNERS_MAX && oldest !== undefined) this.owners.delete(oldest);
    return answer;
  }
}

/** A node that is down says less than one that refuses, or that has not got it. */
function mostTelling(outcomes: readonly PromiseSettledResult<unknown>[]): Error {
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
  const isDown = (error: Error) => error instanceof ApiError && error.code === 'game-server-down';
  const isMissing = (error: Error) => error instanceof ApiError && error.code === 'not-found';
  return (
    errors.find((error) => !isDown(error) && !isMissing(error)) ??
    errors.find(isDown) ??
    errors[0] ??
    new ApiError('game-server-down', { retryAfter: 1 })
  );
}

/** The first rows of several lists, each of which is in order and has all of its rows up to its last. */
function firstOf<Row, Key extends string | number>(
  lists: readonly (readonly Row[])[],
  isCut: boolean,
  keyOf: (row: Row) => Key,
): { readonly rows: readonly Row[]; readonly last: Key | null } {
  const all = lists.flat().sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const rows = all.slice(0, CONTROL_PAGE_MAX);
  const last = rows.at(-1);
  return { rows, last: (isCut || all.length > rows.length) && last !== undefined ? keyOf(last) : null };
}

function sum(pages: readonly { readonly total: number }[]): number {
  return pages.reduce((total, page) => total + page.total, 0);
}
