// Shows a match to the connected members of its room. Each gets `joined` first, then snapshots (broadcast.ts) or pieces of
// the log (log-stream.ts).

import { LOG_RATE, TICK_WORD, type SnapshotRate } from '#protocol';
import type { Match as Worlds } from '#simulation';
import type { Clock } from '../clock.ts';
import { Broadcast } from '../match/broadcast.ts';
import { LogStream } from '../match/log-stream.ts';
import type { Match } from '../match/match.ts';
import { frameOf } from '../net/frame.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Player } from './player.ts';
import { joinedMessage, type RoomView } from './room-messages.ts';

/** The rate for players who asked for the log where it cannot be sent. */
const SUBSTITUTE_RATE: SnapshotRate = 20;
/** The same in planned rooms, where players answer each snapshot. */
const PLANNED_SUBSTITUTE_RATE: SnapshotRate = 60;

export class Audience {
  private readonly room: RoomView;
  private readonly clock: Clock;
  private readonly broadcast: Broadcast;
  private readonly log: LogStream;

  /** @param phase any integer: rooms with different ones send their snapshots at different ticks. */
  constructor(room: RoomView, phase: number, { clock, metrics }: { clock: Clock; metrics: Metrics }) {
    this.room = room;
    this.clock = clock;
    this.broadcast = new Broadcast(phase, metrics);
    this.log = new LogStream(phase, metrics);
  }

  get isEmpty(): boolean {
    return !this.broadcast.hasViewers && this.log.isEmpty;
  }

  /** Whether any player is on the log stream. */
  get showsLog(): boolean {
    return !this.log.isEmpty;
  }

  /** Whether a player has all pieces of the log so far. */
  followsLog(player: Player): boolean {
    return this.log.isFollowing(player);
  }

  /** The first tick of the server after this one at which something is due. @param tick that of the match */
  nextTurn(serverTick: number, tick: number): number {
    if (!this.broadcast.hasViewers) return this.log.nextTurn(serverTick, tick);
    const turn = this.broadcast.nextTurn(serverTick);
    return this.log.isEmpty ? turn : Math.min(turn, this.log.nextTurn(serverTick, tick));
  }

  /** Whether the World is needed for what is sent after the tick of the match whose inputs were just taken. */
  needsWorld(serverTick: number, { tickNow, inputsNow }: Match): boolean {
    if (this.broadcast.hasTurn(serverTick)) return true;
    return this.log.needsWorld(serverTick, tickNow, inputsNow.length > 0);
  }

  /** Sends a player the World as it stands, if they are connected. */
  show(player: Player): void {
    const { viewer } = player;
    if (viewer === null) return;
    const words = this.join(player);
    player.joined(frameOf(joinedMessage(this.room, player, words, this.isOnLog(player))), words[TICK_WORD]!);
  }

  /** Sends these players a new World. Watchers share two frames: one for the log stream, one for snapshots. */
  showAll(players: Iterable<Player>): void {
    const watching: (Buffer | undefined)[] = [];
    for (const player of players) {
      if (player.viewer === null) continue;
      const words = this.join(player);
      const log = this.isOnLog(player);
      const frame = () => frameOf(joinedMessage(this.room, player, words, log));
      const isWatching = this.room.seats.indexOf(player) < 0;
      player.joined(isWatching ? (watching[Number(log)] ??= frame()) : frame(), words[TICK_WORD]!);
    }
  }

  /** A player who gets snapshots gets the next one with the next tick. */
  hurry(player: Player): void {
    this.broadcast.hurry(player);
  }

  /** Whether all who get snapshots get one in this tick. */
  showsAll(serverTick: number): boolean {
    return this.broadcast.haveAllTurns(serverTick);
  }

  /** Stops showing the World to a player. */
  leave(player: Player): void {
    this.broadcast.leave(player);
    this.log.leave(player);
  }

  /** The room has another World. */
  restart(): void {
    this.broadcast.restart((player) => this.room.sceneFor(player as Player));
    this.log.restart();
  }

  /** @returns the tick of the server at which the player gets a keyframe; null if they are not on the log stream */
  wantKeyframe(player: Player, serverTick: number): number | null {
    return this.log.wantKeyframe(player, serverTick);
  }

  /** Keeps the events of the last tick of a match for the next snapshots. */
  record({ worlds, events }: Worlds): void {
    if (!this.broadcast.hasViewers) return;
    for (let i = 0; i < worlds.length; i++) this.broadcast.record(worlds[i]!, events[i]!);
  }

  /** Whether anybody sees a match. */
  shows({ worlds }: Worlds): boolean {
    return this.broadcast.shows(worlds);
  }

  /** The World has moved on by several ticks at once, without any that were recorded. Who joins now does not get an older one. */
  jumped(nowMs: number): void {
    this.broadcast.sendAll(nowMs);
  }

  /** Sends the inputs of a tick on the log stream. */
  sendLog(serverTick: number, { tickNow, inputsNow, world }: Match, nowMs: number): void {
    this.log.send(serverTick, tickNow, inputsNow, world, nowMs);
  }

  /** The match stands still from now on. */
  finishLog({ tickNow, inputsNow, world }: Match, nowMs: number): void {
    this.log.finish(tickNow, inputsNow, world, nowMs);
  }

  /** Sends the World to the players whose turn it is. @param isMoving whether a tick of the match has passed */
  send(serverTick: number, isMoving: boolean, { world }: Match, nowMs: number): void {
    // Where nothing is hidden, nobody ever sees something else.
    if (!this.room.isPublic) this.broadcast.move((player) => this.room.sceneFor(player as Player));
    this.broadcast.send(serverTick, nowMs);
    if (!isMoving) this.log.sendStanding(serverTick, world, nowMs);
  }

  private isOnLog(player: Player): boolean {
    const { rate, runsRules } = player;
    const mayHave = this.room.mayHaveLog(player) && this.room.rules.plan === undefined;
    return rate === LOG_RATE && runsRules && mayHave;
  }

  /** @returns the words from which the player goes on */
  private join(player: Player): Int32Array {
    const scene = this.room.sceneFor(player);
    const { rate } = player;
    this.leave(player);
    if (!this.isOnLog(player)) {
      const substitute = this.room.rules.plan === undefined ? SUBSTITUTE_RATE : PLANNED_SUBSTITUTE_RATE;
      return this.broadcast.join(player, player.viewer!, rate === LOG_RATE ? substitute : rate, scene);
    }
    this.log.join(player, player.viewer!, scene.world, this.clock.now());
    return scene.world.words;
  }
}
