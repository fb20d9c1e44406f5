// What members may ask of their room, and which members may ask it. Each command returns the code of its refusal, or null
// when it is done. Only the room itself calls this.

import type { ClientMessage, Refusal } from '#protocol';
import type { Announcer } from './announcer.ts';
import type { MatchCycle } from './match-cycle.ts';
import type { Members } from './members.ts';
import type { LeaveReason, Player } from './player.ts';
import { askForPause, refusePause } from './pauses.ts';
import { readRules, refusedSeat } from './room-rules.ts';

type Said<Type extends ClientMessage['type']> = ClientMessage & { type: Type };

export type RoomCommand =
  | Said<'sit' | 'ready' | 'start' | 'configure' | 'pause' | 'follow' | 'favourite'>
  | Said<'kick' | 'mute' | 'handover' | 'close'>;

/** A room as its commands see it. */
interface CommandedRoom {
  readonly host: Player | null;
  readonly members: Members;
  readonly announcer: Announcer;
  readonly cycle: MatchCycle;
  remove(player: Player, reason: LeaveReason): void;
  close(): void;
}

export function runCommand(room: CommandedRoom, player: Player, said: RoomCommand, nowMs: number): Refusal | null {
  switch (said.type) {
    case 'sit':
      return sit(room, player);
    case 'ready':
      return ready(room, player, said.ready);
    case 'start':
      return start(room, player);
    case 'configure':
      return configure(room, player, said);
    case 'kick':
      return kick(room, player, said, nowMs);
    case 'mute':
      return mute(room, player, said);
    case 'pause':
      if (said.paused) return askForPause(room, player);
      refusePause(room, player);
      return null;
    case 'favourite':
      return dress(room, player);
    case 'handover':
      return handOver(room, player, said);
    case 'close':
      return close(room, player);
    case 'follow':
      return follow(room, player, said);
  }
}

/** A watcher takes a seat. */
function sit({ cycle, announcer }: CommandedRoom, player: Player): Refusal | null {
  if (cycle.seats.of(player) !== null) return null;
  const refusal = refusedSeat(cycle.rules, player.kind);
  if (refusal !== null) return refusal;
  if (!cycle.seat(player)) return cycle.wait(player) ? null : 'room-full';
  cycle.views.show(player);
  announcer.seatsChanged(player);
  announcer.roomChanged(player);
  return null;
}

/** A player is ready for the next match, or no longer is. During a match this has no effect. */
function ready({ cycle, announcer }: CommandedRoom, player: Player, isReady: boolean): null {
  const seat = cycle.seats.of(player);
  if (seat === null || !cycle.isBetweenMatches || seat.isReady === isReady) return null;
  seat.isReady = isReady;
  announcer.seatsChanged();
  announcer.roomChanged();
  return null;
}

/** The host begins a match. */
function start({ host, cycle }: CommandedRoom, player: Player): Refusal | null {
  if (player !== host) return 'not-host';
  if (!cycle.isBetweenMatches) return 'not-between-matches';
  const { seats } = cycle.rules.mode;
  if (!cycle.canBegin) {
    return { code: 'too-few-players', text: `${cycle.rules.mode.name} needs ${seats.least} taken seats` };
  }
  cycle.askForMatch();
  return null;
}

/** The host changes settings and password. The room is in its lobby then. */
function configure({ host, cycle }: CommandedRoom, player: Player, said: Said<'configure'>): Refusal | null {
  if (player !== host) return 'not-host';
  if (!cycle.isBetweenMatches) return 'not-between-matches';
  if (cycle.rules.kind === 'daily') return { code: 'bad-settings', text: 'the match of the day has its own settings' };
  const rules = readRules(said.settings, said.password, cycle.rules.offer);
  if ('fault' in rules) return rules.fault;
  const { length: players } = cycle.seats.players;
  if (rules.settings.seatCount < players) {
    return { code: 'bad-settings', text: `settings.seatCount: at least ${players}, since so many seats have players` };
  }
  cycle.reopen(rules);
  return null;
}

/** The host removes another member, for a minute at least. */
function kick(room: CommandedRoom, player: Player, { name, ban }: Said<'kick'>, nowMs: number): Refusal | null {
  const { host, members, announcer } = room;
  if (player !== host) return 'not-host';
  const target = members.named(name);
  if (target === null || target === player) return 'no-such-player';
  if (ban) members.ban(target);
  else members.kick(target, nowMs);
  announcer.notice('kicked', target, target);
  room.remove(target, ban ? 'banned' : 'kicked');
  return null;
}

/** The host mutes another member for the whole room, or unmutes them. */
function mute({ host, members, announcer }: CommandedRoom, player: Player, said: Said<'mute'>): Refusal | null {
  if (player !== host) return 'not-host';
  const target = members.named(said.name);
  if (target === null || target === player) return 'no-such-player';
  members.mute(target, said.muted);
  announcer.notice(said.muted ? 'muted' : 'unmuted', target);
  return null;
}

/** The host makes another member the host. */
function handOver({ host, members, announcer }: CommandedRoom, player: Player, said: Said<'handover'>): Refusal | null {
  if (player !== host) return 'not-host';
  const target = members.named(said.name);
  if (target === null || target === player) return 'no-such-player';
  if (!members.makeHost(target)) return 'cannot-be-host';
  announcer.roomChanged();
  return null;
}

/** The host ends the room. */
function close(room: CommandedRoom, player: Player): Refusal | null {
  if (player !== room.host) return 'not-host';
  room.close();
  return null;
}

/** A player has other favourites. During a match everybody keeps the looks that the others know. */
function dress({ cycle, announcer }: CommandedRoom, player: Player): null {
  if (cycle.isBetweenMatches && cycle.seats.dress(player)) announcer.seatsChanged();
  return null;
}

/** A member without a seat in play chooses what to look at. */
function follow({ cycle }: CommandedRoom, player: Player, { seat, maze }: Said<'follow'>): Refusal | null {
  return cycle.views.follow(player, seat, maze) ? null : 'cannot-follow';
}
