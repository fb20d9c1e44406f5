// One room: its people, the match they play, and what follows from what. What members may ask of it is room-commands.ts,
// which rooms there are is lobby.ts, when they tick is ticker.ts, who gets which snapshot is broadcast.ts.

import { TICK_WORD, type ClientMessage, type RoomState as WireState } from '#protocol';
import type { Direction, World } from '#simulation';
import { Announcer, type Announced } from './announcer.ts';
import { Broadcast } from '../match/broadcast.ts';
import type { Caller } from '../limits/callers.ts';
import type { Rng, Clock } from '../clock.ts';
import { frameOf } from '../net/frame.ts';
import { Match } from '../match/match.ts';
import { Members } from './members.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { LeaveReason, Player } from './player.ts';
import { joinedMessage, noticeFrame, roomFrame } from './room-messages.ts';
import { EMPTY_LOBBY_TICKS, HOST_IDLE_TICKS, PAUSE_TICKS_MAX, SEATS_TAKEN_MIN, type RoomRules } from './room-rules.ts';
import { inLobby, inMatch, inPause, inResult, tickResult, type RoomState } from './room-state.ts';
import type { PlayerSeat } from './seat.ts';
import { isInMaze, Seats } from './seats.ts';

/** What rooms are made of beside their rules. */
export interface RoomParts {
  readonly clock: Clock;
  readonly chance: Rng;
  readonly metrics: Metrics;
}

export class Room implements Announced {
  readonly code: string;
  /** Whose room it is, as far as limits go. */
  readonly openedBy: Caller;
  readonly members = new Members();
  readonly announcer: Announcer;
  private readonly chance: Rng;
  private readonly metrics: Metrics;
  private readonly broadcast: Broadcast;
  private current: { rules: RoomRules; seats: Seats; match: Match; state: RoomState };
  /** Ticks that have gone by since the World was moved on. */
  private owedTicks = 0;
  /** Ticks for which nobody has been present. */
  private emptyTicks = 0;

  /** @param phase any integer: rooms with different ones send their snapshots at different ticks. */
  constructor(code: string, phase: number, rules: RoomRules, openedBy: Caller, parts: RoomParts) {
    const { chance, metrics } = parts;
    this.code = code;
    this.openedBy = openedBy;
    this.chance = chance;
    this.metrics = metrics;
    const match = new Match(rules, chance(2 ** 32));
    const state = rules.isQuickPlay ? inMatch() : inLobby();
    this.current = { rules, seats: new Seats(rules, chance), match, state };
    this.broadcast = new Broadcast(phase, metrics);
    this.announcer = new Announcer(this, this.members, parts);
  }

  get rules(): RoomRules {
    return this.current.rules;
  }

  get seats(): Seats {
    return this.current.seats;
  }

  get state(): RoomState {
    return this.current.state;
  }

  /** As it stands; a new match has another one. */
  get world(): World {
    return this.current.match.world;
  }

  /** The tick it is: the World is moved there when somebody is to see it. */
  get tickNow(): number {
    return this.state.name === 'match' ? this.world.tick + this.owedTicks : this.world.tick;
  }

  get stateName(): WireState {
    const { state, match } = this.current;
    if (state.name !== 'match') return state.name;
    return match.isCountingDown ? 'countdown' : 'play';
  }

  /** Rooms that quick play made belong to nobody. */
  get host(): Player | null {
    return this.rules.isQuickPlay ? null : this.members.host;
  }

  get watcherCount(): number {
    return this.members.count - this.seats.players.length;
  }

  /** Whether it has waited long enough in its lobby for somebody to come back. */
  get isForsaken(): boolean {
    return this.state.name === 'lobby' && this.emptyTicks >= EMPTY_LOBBY_TICKS;
  }

  /** Whether a match would have enough seats taken. `classic`, which waits for a lost player, does not begin without. */
  get canBegin(): boolean {
    const { players, takenCountAtStart } = this.seats;
    if (this.rules.mode === 'classic' && players.every((seat) => seat.attention.isAbsent)) return false;
    return takenCountAtStart >= SEATS_TAKEN_MIN;
  }

  // PlayerList.

  /** Lets somebody in. @returns false, with nothing changed, when he wants a seat and there is none. */
  enter(player: Player, wantsSeat: boolean): boolean {
    if (wantsSeat && !this.seats.take(player, this.world)) return false;
    this.members.add(player);
    if (this.isMatchOn) this.seats.fill();
    this.tell(player);
    if (wantsSeat) this.announcer.seats(player);
    this.announcer.notice('joined', player, player);
    this.announcer.room(player);
    return true;
  }

  /** A watcher takes a seat. @returns false when there is none. */
  sit(player: Player): boolean {
    if (!this.seats.take(player, this.world)) return false;
    this.tell(player);
    this.announcer.seats(player);
    this.announcer.room(player);
    return true;
  }

  leave(player: Player): void {
    this.broadcast.leave(player);
    this.members.remove(player);
    this.seats.release(player);
    if (this.isMatchOn && this.members.count > 0) this.seats.fill();
    this.announcer.seats();
    this.announcer.notice('left', player);
    if (this.isMatchOn && this.seats.takenCount === 0) this.finish();
    else this.announcer.room();
  }

  /** Sends somebody away. */
  remove(player: Player, reason: LeaveReason): void {
    this.leave(player);
    player.removed(reason);
  }

  /** Somebody lost his connection. His seat stays his; `classic`, where nobody else plays, waits for him. */
  lost(player: Player): void {
    this.broadcast.leave(player);
    this.members.moveToEnd(player);
    const seat = this.seats.of(player);
    if (seat !== null) {
      seat.attention.lost();
      seat.wantsPause = false;
      if (this.rules.mode === 'classic' && this.state.name === 'match') this.current.state = inPause();
      this.announcer.seats();
    }
    this.announcer.notice('disconnected', player);
    this.announcer.change();
  }

  /** He is here again, or over another connection while the old one was still open. */
  back(player: Player): void {
    this.tell(player);
    const seat = this.seats.of(player);
    if (seat?.attention.isAbsent === false) return;
    seat?.attention.back();
    this.announcer.seats();
    this.announcer.notice('reconnected', player, player);
    // A human looks for his place in the maze first and goes on by himself.
    if (this.rules.mode === 'classic' && seat?.driver === 'bot' && this.state.name === 'paused') this.unpause();
    else this.announcer.change();
  }

  input(player: Player, { sequence, tick, direction }: ClientMessage & { type: 'input' }): void {
    const seat = this.seats.of(player);
    if (seat === null) return;
    const dropped = seat.inputs.push(sequence, tick, direction as Direction, this.tickNow + 1);
    this.metrics.inputsDropped += dropped;
    if (seat.attention.wished()) this.announcer.seats();
  }

  /** A member did something: a host who does stays one. */
  heard(player: Player): void {
    if (this.state.name === 'lobby' && player === this.host) this.state.hostIdleTicks = 0;
  }

  // What happens.

  /**
   * One tick goes by; where nobody is present none does. Inputs know their ticks, so those until the next snapshot are
   * stepped together: the same World, from a processor that has to fetch the room a third as often.
   * @throws when a rule is broken: the room cannot go on.
   */
  tick(serverTick: number, nowMs: number): void {
    this.owedTicks++;
    if (!this.broadcast.isDue(serverTick)) return;
    const isAnybodyHere = this.broadcast.hasViewers;
    this.emptyTicks = isAnybodyHere ? 0 : this.emptyTicks + this.owedTicks;
    for (; this.owedTicks > 0; this.owedTicks--) if (isAnybodyHere) this.advance(this.state);
    if (!isAnybodyHere) return;
    this.broadcast.send(this.world, serverTick, nowMs);
    this.announcer.change();
    if (this.announcer.owesNews) this.announcer.flush();
  }

  /** A new match for all who are here. */
  beginMatch(): void {
    this.current.state = inMatch();
    this.seats.beginMatch();
    this.newMatch();
    this.announcer.matchBegins();
  }

  /** Back to the lobby, under other rules where the host wants them. Whoever has a seat keeps one. */
  reopen(rules: RoomRules): void {
    const seats = new Seats(rules, this.chance);
    for (const { player } of this.seats.players) {
      seats.take(player, this.world);
      if (!player.isPresent) seats.of(player)!.attention.lost();
    }
    this.current = { ...this.current, rules, seats, state: inLobby() };
    this.newMatch();
    this.announcer.match();
  }

  pause(): void {
    this.current.state = inPause();
    this.announcer.room();
  }

  unpause(): void {
    for (const seat of this.seats.players) seat.wantsPause = false;
    this.current.state = inMatch();
    this.announcer.room();
  }

  private get isMatchOn(): boolean {
    return this.state.name === 'match' || this.state.name === 'paused';
  }

  private advance(state: RoomState): void {
    switch (state.name) {
      case 'lobby':
        if (++state.hostIdleTicks === HOST_IDLE_TICKS) this.changeHost();
        return;
      case 'match':
        return this.tickMatch();
      case 'paused':
        if (++state.ticks < PAUSE_TICKS_MAX[this.rules.mode]) return;
        return this.rules.mode === 'classic' ? this.finish() : this.unpause();
      case 'result': {
        const next = tickResult(state, this.rules, this.seats.readiness);
        if (next === 'lobby') this.reopen(this.rules);
        else if (next === 'match' && this.canBegin) this.announcer.charge(() => this.beginMatch());
      }
    }
  }

  private tickMatch(): void {
    const { match, seats } = this.current;
    match.tick(seats);
    this.broadcast.record(match.events);
    for (let index = 0; index < seats.count; index++) {
      const seat = seats.at(index);
      if ('player' in seat) this.attend(seat, index);
    }
    if (match.isOver) this.finish();
  }

  /** Looks after those who do not steer. Bots may be quiet for as long as they like, and `classic` waits by pausing. */
  private attend(seat: PlayerSeat, index: number): void {
    const isTimed = seat.driver === 'human' && this.rules.mode !== 'classic' && this.stateName === 'play';
    const mustWish = isTimed && isInMaze(this.world, index);
    switch (seat.attention.tick(mustWish)) {
      case 'warn':
        return seat.player.send(noticeFrame('idle', seat.player));
      case 'idle':
        return this.announcer.seats();
      case 'release':
        return this.remove(seat.player, 'closed');
      case null:
    }
  }

  private finish(): void {
    for (const seat of this.seats.players) seat.isReady = false;
    this.current.state = inResult();
    this.members.send(this.resultsFrame);
    this.announcer.seats();
    this.announcer.room();
  }

  private changeHost(): void {
    if (this.host !== null) this.members.moveToEnd(this.host);
    this.current.state = inLobby();
    this.announcer.room();
  }

  private newMatch(): void {
    this.current.match = new Match(this.rules, this.chance(2 ** 32));
    this.broadcast.restart(this.world);
  }

  tellMatch(): void {
    // All who watch are told the same.
    let watching: Buffer | null = null;
    for (const player of this.members) {
      const { viewer, rate } = player;
      if (viewer === null) continue;
      const words = this.broadcast.join(player, viewer, rate, this.world);
      const frame = () => frameOf(joinedMessage(this, player, words));
      player.joined(this.seats.of(player) === null ? (watching ??= frame()) : frame(), words[TICK_WORD]!);
    }
  }

  /** Tells one of them who is present everything: from the next snapshot on he keeps up with it. */
  private tell(player: Player): void {
    const { viewer, rate } = player;
    if (viewer === null) return;
    const words = this.broadcast.join(player, viewer, rate, this.world);
    player.joined(frameOf(joinedMessage(this, player, words)), words[TICK_WORD]!);
    player.send(roomFrame(this));
    if (this.state.name === 'result') player.send(this.resultsFrame);
  }

  private get resultsFrame(): Buffer {
    return frameOf(this.current.match.statistics.results(this.world, this.seats));
  }
}
