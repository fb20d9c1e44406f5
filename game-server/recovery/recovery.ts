// Rebuilds sessions and rooms: all of an earlier process from its journal, before any client can connect, or one room of
// another node from its stream. A room or session that cannot be rebuilt is left out, with a line in the log; all others go on.

import { readInputs, RULES_VERSION, type Input } from '#simulation';
import type { Clock } from '../clock.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Caller, Callers } from '../limits/callers.ts';
import { Match } from '../match/match.ts';
import type { Logger } from '../ops/log.ts';
import type { Recovered } from '../ops/metrics.ts';
import type { Lobby } from '../rooms/lobby.ts';
import type { Player } from '../rooms/player.ts';
import { restorePlaying, type Restoration } from '../rooms/restored-playing.ts';
import { restoreRules, type Offer } from '../rooms/room-rules.ts';
import type { Room } from '../rooms/room.ts';
import type { SeatData } from '../rooms/seats.ts';
import type { SessionData } from '../sessions/session-data.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { Journaled, type JournaledRoom } from './journaled.ts';
import { checkpointFrom } from './states.ts';

export interface RecoveryParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly offer: Offer;
  readonly callers: Callers;
  readonly sessions: Sessions;
  readonly lobby: Lobby;
  readonly newMatchId: () => string;
}

/** A match that goes on from a checkpoint: what was logged before that is missing in its log. */
export interface RestoredMatch {
  /** Code of its room. */
  readonly room: string;
  readonly match: Match;
  /** Its log begins after this one: the tick of the checkpoint, or that of what late watchers saw then. */
  readonly tick: number;
}

/** Sessions and callers by the keys of the earlier process. */
interface Known {
  readonly sessions: ReadonlyMap<number, Session>;
  /** Sessions that were in a room, until that is restored. After half a write, another room may claim them too. */
  readonly roomless: Map<number, Session>;
  readonly callers: ReadonlyMap<string, Caller>;
}

/** @param records in their order */
export function recover(
  records: Iterable<JournalRecord>,
  parts: RecoveryParts,
): { readonly recovered: Recovered; readonly matches: readonly RestoredMatch[] } {
  const { clock, log } = parts;
  const startMs = clock.now();
  const journaled = readAll(records, log);
  const known = restoreSessions(journaled.sessions, parts);
  const roomOf = new Map<number, Room>();
  const matches: RestoredMatch[] = [];
  let ticks = 0;
  for (const [code, journaledRoom] of journaled.rooms) {
    try {
      parts.sessions.beginAfter(journaledRoom.state.lastSession);
      const restored = restoreRoom(journaledRoom, journaled.serverTick, known, parts, 'restart');
      for (const player of restored.room.members) roomOf.set(player.id, restored.room);
      matches.push({ room: code, match: restored.match, tick: restored.logTick });
      ticks += restored.match.tickNow - restored.startTick;
    } catch (error) {
      log.error({ err: error, room: code }, 'room not restored');
    }
  }
  for (const [id, data] of journaled.sessions) known.sessions.get(id)?.restorePlace(data, roomOf.get(id) ?? null);
  const rooms = matches.length;
  const roomsDropped = journaled.rooms.size - rooms;
  const recovered = { rooms, sessions: known.sessions.size, ticks, roomsDropped, ms: clock.now() - startMs };
  return { recovered, matches };
}

/**
 * Goes on with one room of another node, and the sessions of its members, while this server runs.
 * @param records of that room
 * @throws if the room cannot go on here. Its sessions may be here then, in the lobby.
 */
export function takeIn(
  code: string,
  records: Iterable<JournalRecord>,
  parts: RecoveryParts,
  by: Restoration = 'takeover',
): RestoredMatch {
  const journaled = readAll(records, parts.log);
  const journaledRoom = journaled.rooms.get(code);
  if (journaledRoom === undefined) throw new Error('its stream does not say what it is');
  const known = restoreSessions(journaled.sessions, parts);
  let room: Room | null = null;
  try {
    const restored = restoreRoom(journaledRoom, journaled.serverTick, known, parts, by);
    ({ room } = restored);
    return { room: code, match: restored.match, tick: restored.logTick };
  } finally {
    for (const [id, session] of known.sessions) {
      const isMember = room !== null && room.members.has(session);
      session.restorePlace(journaled.sessions.get(id)!, isMember ? room : null);
      parts.sessions.changed(session);
    }
  }
}

function readAll(records: Iterable<JournalRecord>, log: Logger): Journaled {
  const journaled = new Journaled();
  const unread: { readonly kind: string; readonly err: unknown }[] = [];
  for (const record of records) {
    try {
      journaled.take(record);
    } catch (err) {
      unread.push({ kind: record.kind, err });
    }
  }
  if (unread.length > 0) log.error({ ...unread[0], count: unread.length }, 'records with an unknown state left out');
  return journaled;
}

function restoreSessions(all: Iterable<readonly [id: number, SessionData]>, { sessions, log }: RecoveryParts): Known {
  const byId = new Map<number, Session>();
  const roomless = new Map<number, Session>();
  const callers = new Map<string, Caller>();
  for (const [id, data] of all) {
    try {
      const { rate } = data.place;
      const session = sessions.restore(data);
      byId.set(id, session);
      if (rate !== null) roomless.set(id, session);
      callers.set(data.caller, session.caller);
    } catch (error) {
      log.error({ err: error, session: id }, 'session not restored');
    }
  }
  return { sessions: byId, roomless, callers };
}

/** @throws if the room cannot go on here: other rules, a hash that differs, data that contradicts itself */
function restoreRoom(
  { state, checkpoint, pieces }: JournaledRoom,
  serverTick: number,
  known: Known,
  { clock, offer, lobby, callers, newMatchId }: RecoveryParts,
  by: Restoration,
): { readonly room: Room; readonly match: Match; readonly startTick: number; readonly logTick: number } {
  const { playing, rulesVersion } = state;
  if (rulesVersion !== RULES_VERSION) throw new Error(`its rules have version ${rulesVersion}, not ${RULES_VERSION}`);
  const rules = restoreRules(playing.rules, offer);
  if (rules === null) throw new Error('this server does not offer its rules');
  const players = new Map<number, Player>();
  for (const id of state.members.order) {
    const session = known.roomless.get(id);
    if (session !== undefined) players.set(id, session);
  }
  if (players.size === 0) throw new Error('none of its members is left');
  if (checkpoint === null) throw new Error('there is no checkpoint of its match');
  const { id, epoch } = playing.key ?? { id: newMatchId(), epoch: 0 };
  const match = new Match(rules, playing.seed, { id, epoch: epoch + 1 }, checkpointFrom(checkpoint));
  if (match.tick > 0 && (checkpoint.history ?? null) === null) match.awaitLog();
  const startTick = match.tick;
  for (const piece of pieces) if (piece.tick > startTick) match.playPiece(piece, piece.hash);
  // A running match also moves on in ticks without inputs.
  const passed = playing.isRunning ? Math.max(0, serverTick - state.serverTick) : 0;
  const endTick = playing.tick + passed;
  if (endTick > match.tick) match.playPiece({ tick: endTick, inputs: [] });

  const seats = playing.seats.map((seat, index) => touched(seat, index, playing.tick, pieces));
  const openedBy = known.callers.get(state.openedBy) ?? callers.withKey(state.openedBy, clock.now());
  const restored = restorePlaying({ ...playing, seats }, rules, match, players, by);
  const room = lobby.restore(state, openedBy, restored, players);
  for (const id of players.keys()) known.roomless.delete(id);
  return { room, match, startTick, logTick: checkpoint.late?.checkpoint.tick ?? startTick };
}

/** A seat whose first wish is in a piece after the room was recorded. */
function touched(seat: SeatData, index: number, tick: number, pieces: JournaledRoom['pieces']): SeatData {
  if (seat.driver !== 'player' || !seat.isUntouched) return seat;
  const wishes = pieces.some((piece) => {
    if (piece.tick <= tick) return false;
    const inputs: Input[] = [];
    readInputs(piece.inputs, inputs);
    return inputs.some((input) => input.kind === 'wish' && input.seat === index);
  });
  return wishes ? { ...seat, isUntouched: false } : seat;
}
