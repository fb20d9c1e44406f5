// The connected members of a room, who see its World. Each gets `joined` first, then the snapshots of broadcast.ts.

import { TICK_WORD } from '#protocol';
import { Broadcast } from '../match/broadcast.ts';
import type { Match } from '../match/match.ts';
import { frameOf } from '../net/frame.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Player } from './player.ts';
import { joinedMessage, type RoomView } from './room-messages.ts';

export class Audience {
  private readonly room: RoomView;
  private readonly broadcast: Broadcast;

  /** @param phase any integer: rooms with different ones send their snapshots at different ticks. */
  constructor(room: RoomView, phase: number, metrics: Metrics) {
    this.room = room;
    this.broadcast = new Broadcast(phase, metrics);
  }

  get isEmpty(): boolean {
    return !this.broadcast.hasViewers;
  }

  /** Whether the World is shown at this tick, or there are no viewers to wait for. */
  isDue(serverTick: number): boolean {
    return this.broadcast.isDue(serverTick);
  }

  /** The first tick after this one at which the World is shown. */
  nextTurn(serverTick: number): number {
    return this.broadcast.nextTurn(serverTick);
  }

  /** Sends a player the World as it stands, if they are connected. */
  show(player: Player): void {
    const { viewer, rate } = player;
    if (viewer === null) return;
    const words = this.broadcast.join(player, viewer, rate, this.room.sceneFor(player));
    player.joined(frameOf(joinedMessage(this.room, player, words)), words[TICK_WORD]!);
  }

  /** Sends these players a new World. Those who watch share one frame. */
  showAll(players: Iterable<Player>): void {
    let watching: Buffer | null = null;
    for (const player of players) {
      const { viewer, rate } = player;
      if (viewer === null) continue;
      const words = this.broadcast.join(player, viewer, rate, this.room.sceneFor(player));
      const frame = () => frameOf(joinedMessage(this.room, player, words));
      const isWatching = this.room.seats.indexOf(player) < 0;
      player.joined(isWatching ? (watching ??= frame()) : frame(), words[TICK_WORD]!);
    }
  }

  /** Stops showing the World to a player. */
  leave(player: Player): void {
    this.broadcast.leave(player);
  }

  /** The room has another World. */
  restart(): void {
    this.broadcast.restart((player) => this.room.sceneFor(player as Player));
  }

  /** Keeps the events of the last tick for the next snapshots. */
  record(match: Match): void {
    match.recordEvents(this.broadcast);
  }

  /** Sends the World to the players whose turn it is. */
  send(serverTick: number, nowMs: number): void {
    this.broadcast.send(serverTick, nowMs);
  }
}
