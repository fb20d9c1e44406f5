// What members may ask of their room, and who may. Each gives the code of what stands against it, or null when it is done.

import type { ClientMessage, ErrorCode } from '#protocol';
import type { Player } from './player.ts';
import { readRules } from './room-rules.ts';
import type { Room } from './room.ts';
import type { PlayerSeat } from './seat.ts';

type Said<Type extends ClientMessage['type']> = ClientMessage & { type: Type };

/** A watcher wants to play. */
export function sit(room: Room, player: Player): ErrorCode | null {
  if (room.seats.of(player) !== null) return null;
  if (!mayDrive(room, player)) return 'driver-refused';
  return room.sit(player) ? null : 'room-full';
}

/** Whether the rules of the room let this one have a seat. */
export function mayDrive(room: Room, player: Player): boolean {
  const { drivers } = room.rules.settings;
  return drivers === 'any' || drivers === `${player.kind}s`;
}

/** Says whether one is ready for the next match; in the middle of one it means nothing. */
export function ready(room: Room, player: Player, isReady: boolean): null {
  const seat = room.seats.of(player);
  if (seat === null || !isBetweenMatches(room) || seat.isReady === isReady) return null;
  seat.isReady = isReady;
  room.announcer.seats();
  room.announcer.room();
  return null;
}

/** Begins a match; out of a result not before it has been there for its least time. */
export function start(room: Room, player: Player): ErrorCode | null {
  if (player !== room.host) return 'not-host';
  if (!isBetweenMatches(room)) return 'not-between-matches';
  if (!room.canBegin) return 'too-few-players';
  if (room.state.name === 'result') room.state.isStartAsked = true;
  else room.beginMatch();
  return null;
}

/** Changes what the room is made with. It is in its lobby then. */
export function configure(room: Room, player: Player, said: Said<'configure'>): ErrorCode | null {
  if (player !== room.host) return 'not-host';
  if (!isBetweenMatches(room)) return 'not-between-matches';
  const rules = readRules(said.settings, said.password, room.rules.frightTable);
  if (rules === null || rules.settings.seatCount < room.seats.players.length) return 'bad-settings';
  room.reopen(rules);
  return null;
}

/** Sends a member away, for a minute at least; nobody sends himself. */
export function kick(room: Room, player: Player, { name, ban }: Said<'kick'>, nowMs: number): ErrorCode | null {
  if (player !== room.host) return 'not-host';
  const target = room.members.named(name);
  if (target === null || target === player) return 'no-such-player';
  if (ban) room.members.ban(target);
  else room.members.kick(target, nowMs);
  room.announcer.notice('kicked', target, target);
  room.remove(target, ban ? 'banned' : 'kicked');
  return null;
}

/** Silences a member for the whole room, or lets him talk again. */
export function muteForRoom(room: Room, player: Player, { name, muted }: Said<'mute'>): ErrorCode | null {
  if (player !== room.host) return 'not-host';
  const target = room.members.named(name);
  if (target === null || target === player) return 'no-such-player';
  room.members.silence(target, muted);
  room.announcer.notice(muted ? 'muted' : 'unmuted', target);
  return null;
}

/** Asks for a pause, or ends one. The match stands still once all who may ask have, and goes on when one wants it to. */
export function pause(room: Room, player: Player, paused: boolean): ErrorCode | null {
  const voters = pauseVoters(room);
  const seat = voters.find((each) => each.player === player);
  if (!paused) {
    if (seat !== undefined) goOn(room, seat);
    return null;
  }
  if (room.state.name === 'paused') return null;
  if (seat === undefined || room.state.name !== 'match') return 'cannot-pause';
  if (seat.wantsPause) return null;
  seat.wantsPause = true;
  room.announcer.notice('paused', player);
  if (voters.every((each) => each.wantsPause)) room.pause();
  return null;
}

/** The humans who play and are here; in `classic` whoever plays. */
function pauseVoters(room: Room): PlayerSeat[] {
  const mayAsk = (seat: PlayerSeat) => seat.driver === 'human' || room.rules.mode === 'classic';
  return room.seats.players.filter((seat) => mayAsk(seat) && !seat.attention.isAbsent);
}

function goOn(room: Room, seat: PlayerSeat): void {
  seat.wantsPause = false;
  if (room.state.name !== 'paused') return;
  room.announcer.notice('unpaused', seat.player);
  room.unpause();
}

function isBetweenMatches(room: Room): boolean {
  return room.state.name === 'lobby' || room.state.name === 'result';
}
