// What a room plays: its seats, their match, and what follows when it ends (drawing in room-state.ts). room.ts has the
// members, match.ts moves the World, audience.ts shows it.

import assert from 'node:assert/strict';
import type { ClientMessage, RoomState as WireState } from '#protocol';
import { canSteer, type Direction, type RecordedMatch, type ReplayFacts, type World } from '#simulation';
import type { Rng } from '../clock.ts';
import { Match } from '../match/match.ts';
import type { Scene } from '../match/viewer-group.ts';
import { frameOf } from '../net/frame.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Announcer } from './announcer.ts';
import { Audience } from './audience.ts';
import type { Members } from './members.ts';
import type { Player } from './player.ts';
import { noticeFrame, roomFrame, type RoomView } from './room-messages.ts';
import { EMPTY_LOBBY_TICKS, HOST_IDLE_TICKS, SEATS_TAKEN_MIN, type RoomRules } from './room-rules.ts';
import { inLobby, inMatch, inPause, inResult, ticksLeft, tickResult, type RoomState } from './room-state.ts';
import type { PlayerSeat } from './seat.ts';
import { Seats } from './seats.ts';

export interface CycleParts {
  readonly rng: Rng;
  readonly metrics: Metrics;
}

/** The room that plays. */
export interface PlayingRoom {
  readonly view: RoomView;
  readonly members: Members;
  readonly announcer: Announcer;
  /** A player has been disconnected for too long to keep the seat. */
  release(player: Player): void;
}

export class MatchCycle {
  private readonly room: PlayingRoom;
  private readonly parts: CycleParts;
  private readonly audience: Audience;
  private current: { rules: RoomRules; seats: Seats; match: Match; state: RoomState };
  /** Ticks that have passed since the World was last stepped. */
  private owedTicks = 0;

  /** @param phase any integer: rooms with different ones send their snapshots at different ticks. */
  constructor(rules: RoomRules, phase: number, room: PlayingRoom, parts: CycleParts) {
    this.room = room;
    this.parts = parts;
    this.audience = new Audience(room.view, phase, parts.metrics);
    const state = rules.isQuickPlay ? inMatch() : inLobby();
    this.current = { rules, seats: new Seats(rules, parts.rng), match: this.newMatch(rules), state };
  }

  get rules(): RoomRules {
    return this.current.rules;
  }

  get seats(): Seats {
    return this.current.seats;
  }

  get world(): World {
    return this.current.match.world;
  }

  /** What a player sees of the match: the view of their seat, or of a watcher. */
  sceneFor(player: Player): Scene {
    return this.current.match.sceneOf(this.seats.indexOf(player));
  }

  /** The match up to now, for a replay; null if it had too many inputs. Nothing is recorded afterwards. */
  recorded(facts: ReplayFacts): RecordedMatch | null {
    return this.current.match.recorded(facts);
  }

  get stateName(): WireState {
    const { state, match } = this.current;
    if (state.name !== 'match') return state.name;
    return match.isCountingDown ? 'countdown' : 'play';
  }

  get endsInTicks(): number {
    if (this.stateName === 'countdown') return Math.max(0, this.world.phaseEndsTick - this.world.tick);
    return ticksLeft(this.state, this.rules);
  }

  /** The current tick. The World is stepped up to it when it is shown. */
  get tickNow(): number {
    return this.state.name === 'match' ? this.world.tick + this.owedTicks : this.world.tick;
  }

  /** Whether this is a lobby without a connected member, for too long. */
  get isAbandoned(): boolean {
    return this.state.name === 'lobby' && this.state.emptyTicks >= EMPTY_LOBBY_TICKS;
  }

  get isBetweenMatches(): boolean {
    return this.state.name === 'lobby' || this.state.name === 'result';
  }

  /** Whether a match would have enough taken seats, and a connected player if the mode waits for its players. */
  get canBegin(): boolean {
    const { players, takenCountAtStart } = this.seats;
    const { waitsForPlayers } = this.rules.mode.room;
    if (waitsForPlayers && players.every((seat) => seat.presence.isDisconnected)) return false;
    return takenCountAtStart >= SEATS_TAKEN_MIN;
  }

  // Players who come and go.

  /** AI takes the seats that it should fill, if a match is running. */
  fill(): void {
    if (!this.isBetweenMatches) this.seats.fill();
  }

  /** Sends a player the whole state, if they are connected. */
  show(player: Player): void {
    this.audience.show(player);
    player.send(roomFrame(this.room.view));
    if (this.state.name === 'result') player.send(this.resultsFrame);
  }

  /** Sends all members the World of a new match. */
  showMatch(): void {
    this.audience.showAll(this.room.members);
  }

  /** A member has left: stops showing them the World, and gives their seat to AI or leaves it empty. */
  remove(player: Player): void {
    this.audience.leave(player);
    this.seats.release(player);
    if (this.room.members.count > 0) this.fill();
  }

  /** Ends a match in which no seat is taken any more. @returns whether it did. */
  finishIfEmpty(): boolean {
    if (this.isBetweenMatches || this.seats.takenCount > 0) return false;
    this.finish();
    return true;
  }

  /** A member is disconnected and keeps the seat; some modes wait for them. */
  disconnect(player: Player): void {
    this.audience.leave(player);
    const seat = this.seats.of(player);
    if (seat === null) return;
    seat.presence.disconnect();
    seat.wantsPause = false;
    if (this.rules.mode.room.waitsForPlayers && this.state.name === 'match') this.current.state = inPause();
    this.room.announcer.seatsChanged();
  }

  /** A member who was disconnected steers again. */
  reconnect(player: Player): void {
    this.seats.of(player)?.presence.reconnect();
    this.room.announcer.seatsChanged();
  }

  /** A bot for which the match waits is back. A human finds their place in the maze first, and then ends the pause. */
  unpauseForBot(player: Player): void {
    const isWaitedFor = this.rules.mode.room.waitsForPlayers && this.seats.of(player)?.driver === 'bot';
    if (isWaitedFor && this.state.name === 'paused') this.unpause();
  }

  input(player: Player, { sequence, tick, direction }: ClientMessage & { type: 'input' }): void {
    const seat = this.seats.of(player);
    if (seat === null) return;
    this.parts.metrics.inputsDropped += seat.inputs.push(sequence, tick, direction as Direction, this.tickNow + 1);
    if (seat.presence.wished()) this.room.announcer.seatsChanged();
  }

  /** The host did something, and stays host. */
  hostActed(): void {
    if (this.state.name === 'lobby') this.state.hostIdleTicks = 0;
  }

  // Transitions.

  /**
   * One tick passes, unless no member is connected. Inputs name their ticks, so the ticks until the next snapshot are
   * stepped together: the World is the same, and the processor fetches the room a third as often.
   * @throws when an invariant is broken: the room cannot go on.
   */
  tick(serverTick: number, nowMs: number): void {
    this.owedTicks++;
    if (!this.audience.isDue(serverTick)) return;
    const { isEmpty } = this.audience;
    if (this.state.name === 'lobby') this.state.emptyTicks = isEmpty ? this.state.emptyTicks + this.owedTicks : 0;
    for (; this.owedTicks > 0; this.owedTicks--) if (!isEmpty) this.advance(this.state);
    if (isEmpty) return;
    this.audience.send(serverTick, nowMs);
    this.room.announcer.stateMayHaveChanged();
    this.room.announcer.tick();
  }

  /** Begins a new match: at once, or when the result has been shown for its minimum time. */
  askForMatch(): void {
    if (this.state.name === 'result') this.state.isStartAsked = true;
    else this.beginMatch();
  }

  /** Back to the lobby, under new rules if the host changed them. Every seated player keeps a seat. */
  reopen(rules: RoomRules): void {
    const seats = new Seats(rules, this.parts.rng);
    for (const { player } of this.seats.players) {
      seats.take(player, this.world);
      if (!player.isConnected) seats.of(player)!.presence.disconnect();
    }
    this.current = { rules, seats, match: this.newMatch(rules), state: inLobby() };
    this.audience.restart();
    this.room.announcer.matchChanged();
  }

  pause(): void {
    this.current.state = inPause();
    this.room.announcer.roomChanged();
  }

  unpause(): void {
    for (const seat of this.seats.players) seat.wantsPause = false;
    this.current.state = inMatch();
    this.room.announcer.roomChanged();
  }

  get state(): RoomState {
    return this.current.state;
  }

  private beginMatch(): void {
    this.seats.beginMatch();
    assert(this.seats.players.length <= this.room.members.count, 'only members have seats');
    this.current = { ...this.current, match: this.newMatch(this.rules), state: inMatch() };
    this.audience.restart();
    this.room.announcer.matchBegins();
  }

  private advance(state: RoomState): void {
    switch (state.name) {
      case 'lobby':
        if (++state.hostIdleTicks === HOST_IDLE_TICKS) this.changeHost();
        return;
      case 'match':
        return this.tickMatch();
      case 'paused': {
        const { pauseTicksMax, afterPause } = this.rules.mode.room;
        if (++state.ticks < pauseTicksMax) return;
        return afterPause === 'result' ? this.finish() : this.unpause();
      }
      case 'result': {
        const next = tickResult(state, this.rules, this.seats.readiness);
        if (next === 'lobby') this.reopen(this.rules);
        else if (next === 'match' && this.canBegin) this.room.announcer.charge(() => this.beginMatch());
      }
    }
  }

  private tickMatch(): void {
    const { match, seats } = this.current;
    match.tick(seats);
    this.audience.record(match);
    for (let index = 0; index < seats.count; index++) {
      const seat = seats.at(index);
      if ('player' in seat) this.attend(seat, index);
    }
    if (match.isOver) this.finish();
  }

  /** Handles players who do not steer. Bots may be quiet without limit. */
  private attend(seat: PlayerSeat, index: number): void {
    const isTimed = seat.driver === 'human' && !this.rules.mode.room.waitsForPlayers && this.stateName === 'play';
    switch (seat.presence.tick(isTimed && canSteer(this.current.match.worldOf(index), index))) {
      case 'warn':
        return seat.player.send(noticeFrame('idle', seat.player));
      case 'idle':
        return this.room.announcer.seatsChanged();
      case 'release':
        return this.room.release(seat.player);
      case null:
    }
  }

  private finish(): void {
    this.current.state = inResult();
    this.room.members.send(this.resultsFrame);
    this.room.announcer.seatsChanged();
    this.room.announcer.roomChanged();
  }

  private changeHost(): void {
    const { host } = this.room.view;
    if (host !== null) this.room.members.moveToEnd(host);
    this.current.state = inLobby();
    this.room.announcer.roomChanged();
  }

  private newMatch(rules: RoomRules): Match {
    return new Match(rules, this.parts.rng(2 ** 32));
  }

  private get resultsFrame(): Buffer {
    return frameOf(this.current.match.results(this.seats));
  }
}
