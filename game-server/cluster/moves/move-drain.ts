// A node that ends hands its rooms and players over to the others.
//
//   moving ──no room is left, or none can move──► waiting ──no room is left, or its time is over──► sending ──► (drained)
//                                                 (only if other nodes are there, and all have other rules)
//
// Rooms move to nodes with the same rules. While all others have other rules, after an update of this node's version, matches go on to
// their end here; then their rooms are closed, and their players go on at a node with the new rules. Without another node all stays
// in Redis, for the next node that starts.

import type { Clock } from '../../clock.ts';
import type { Outbox } from '../../net/outbox.ts';
import type { Logger } from '../../ops/log.ts';
import type { Lobby } from '../../rooms/lobby.ts';
import type { Room } from '../../rooms/room.ts';
import type { Session } from '../../sessions/session.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { MoveOutcome } from './move-source.ts';
import { LEAVING_MAX } from './moves.ts';

/** How often all rooms that are left are tried. In the last round a room also leaves whose clients cannot reach the target. */
const ROUNDS_MAX = 3;
/** Nodes that end together know of each other by then. */
const SETTLE_MS = 400;
/** Between two looks at rooms that are waited for. */
const LOOK_MS = 500;
/** For how long a result is shown before its room is closed. */
const RESULT_MS = 8000;
/** Sessions in the lobby that are sent away at once. */
const SENT_AT_ONCE = 32;

/** A node that takes rooms, or players without a room. */
export interface DrainTarget {
  readonly id: string;
  /** Rooms that it can still carry. */
  readonly free: number;
  /** Whether rooms of this node can go on there: rules and protocol are the same. Whether its clients are understood there. */
  readonly hasRules: boolean;
  readonly hasProtocol: boolean;
}

export interface DrainParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly lobby: Lobby;
  readonly sessions: Sessions;
  readonly outbox: Outbox;
  /** The other nodes that are alive and do not end themselves. */
  readonly targets: () => readonly DrainTarget[];
  readonly move: (room: Room, to: string, isForced: boolean) => Promise<MoveOutcome>;
  /** Sends a session that is in no room to another node. It may stay. */
  readonly sendAway: (session: Session, to: string) => Promise<void>;
  /** How long rooms are waited for that cannot move. */
  readonly waitMsMax: number;
}

export async function drainNode(parts: DrainParts): Promise<void> {
  const { lobby, sessions, log } = parts;
  const before = { rooms: lobby.roomCount, sessions: sessions.count };
  if (parts.targets().length > 0) await passes(SETTLE_MS, parts);
  await moveAll(parts);
  await waitForEnds(parts);
  await sendAll(parts);
  log.info({ before, left: { rooms: lobby.roomCount, sessions: sessions.count } }, 'rooms and players handed over');
}

/**
 * Moves some rooms to other nodes.
 * @param rooms in the order in which they are tried
 * @param to the node that takes them, null to spread them by the room that each has
 * @returns how many have moved
 */
export async function moveRooms(
  rooms: readonly Room[],
  to: string | null,
  isForced: boolean,
  parts: DrainParts,
): Promise<number> {
  const given = new Map<string, number>();
  let moved = 0;
  await atOnce(LEAVING_MAX, rooms, async (room) => {
    const target = to ?? emptiest(parts.targets(), given);
    if (target === null || parts.lobby.room(room.code) !== room) return;
    given.set(target, (given.get(target) ?? 0) + 1);
    if ((await parts.move(room, target, isForced)) === 'moved') moved++;
  });
  return moved;
}

async function moveAll(parts: DrainParts): Promise<void> {
  for (let round = 1; round <= ROUNDS_MAX && parts.lobby.roomCount > 0; round++) {
    if (emptiest(parts.targets(), new Map()) === null) return;
    await moveRooms([...parts.lobby.rooms], null, round === ROUNDS_MAX, parts);
  }
}

/** Lets matches end that no other node can go on with. Those that are still on then are closed: a node of another build would take them. */
async function waitForEnds(parts: DrainParts): Promise<void> {
  const { clock, lobby, targets, waitMsMax, log } = parts;
  const isWaitedFor = () => {
    const others = targets();
    return lobby.roomCount > 0 && others.length > 0 && others.every(({ hasRules }) => !hasRules);
  };
  if (!isWaitedFor()) return;
  log.info({ rooms: lobby.roomCount }, 'the other nodes have other rules: matches go on to their end here');
  const untilMs = clock.now() + waitMsMax;
  const endedMs = new Map<Room, number>();
  while (isWaitedFor() && clock.now() < untilMs) {
    closeFinished(endedMs, parts);
    await passes(LOOK_MS, parts);
  }
  if (isWaitedFor()) closeAll(parts);
}

function closeAll({ lobby, outbox, log }: DrainParts): void {
  log.warn({ rooms: lobby.roomCount }, 'matches are closed that have not ended in time');
  outbox.hold();
  for (const room of [...lobby.rooms]) lobby.end(room, 'closed');
  outbox.release();
}

function closeFinished(endedMs: Map<Room, number>, { clock, lobby, outbox }: DrainParts): void {
  const nowMs = clock.now();
  outbox.hold();
  for (const room of lobby.rooms) {
    if (!room.isBetweenMatches) endedMs.delete(room);
    else if (!endedMs.has(room)) endedMs.set(room, nowMs);
    const sinceMs = endedMs.get(room) ?? nowMs;
    if (room.isBetweenMatches && (room.stateName === 'lobby' || nowMs - sinceMs >= RESULT_MS))
      lobby.end(room, 'closed');
  }
  outbox.release();
}

/** Sends players without a room to other nodes. */
async function sendAll(parts: DrainParts): Promise<void> {
  const targets = parts.targets().filter(({ hasProtocol }) => hasProtocol);
  if (targets.length === 0) return;
  let turn = 0;
  const inLobby = [...parts.sessions].filter(
    ({ room, isConnected, follows }) => room === null && isConnected && follows,
  );
  await atOnce(SENT_AT_ONCE, inLobby, (session) => parts.sendAway(session, targets[turn++ % targets.length]!.id));
}

/** The node with the same rules that gets the next room, so that each gets them in proportion to its room; null if none has any. */
function emptiest(targets: readonly DrainTarget[], given: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  let bestShare = 1;
  for (const { id, free, hasRules } of targets) {
    const share = ((given.get(id) ?? 0) + 1) / Math.max(free, Number.MIN_VALUE);
    if (!hasRules || share > bestShare || (share === bestShare && best !== null)) continue;
    best = id;
    bestShare = share;
  }
  return best;
}

/** Does something for each item, for some of them at once. */
async function atOnce<Item>(
  count: number,
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const item of rest) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, worker));
}

function passes(ms: number, { clock }: DrainParts): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
