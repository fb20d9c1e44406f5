// What a room plays: its seats, their match, and what follows when it ends (drawing in room-state.ts). room.ts has the
// members, match.ts moves the World, audience.ts shows it, member-views.ts says to whom what.

import assert from 'node:assert/strict';
import type { ClientMessage, RoomState as WireState } from '#protocol';
import { canSteer, type Direction, type World } from '#simulation';
import type { Clock, Rng } from '../clock.ts';
import { Match } from '../match/match.ts';
import { InputDelays, type InputDelaysParts } from '../ops/input-delays.ts';
import type { Announcer } from './announcer.ts';
import { Audience } from './audience.ts';
import type { Contests } from './contests.ts';
import { Leavers } from './leavers.ts';
import { Line } from './line.ts';
import { Looks } from './looks.ts';
import { MatchClock, type Clocked, type MatchClockParts } from './match-clock.ts';
import { MemberViews } from './member-views.ts';
import type { Members } from './members.ts';
import { lapseQuestion, shownQuestion, voteAgain } from './pauses.ts';
import type { Player } from './player.ts';
import {
  areBack,
  canBegin,
  countWins,
  endsInTicks,
  firstPlaying,
  isBetweenMatches,
  playingData,
  progressOf,
  stateNameOf,
  type Playing,
  type PlayingData,
} from './playing.ts';
import { noticeFrame, type Progress, type RoomView, type ShownQuestion } from './room-messages.ts';
import {
  fixedSeed,
  HOST_IDLE_TICKS,
  isRated,
  rulesNow,
  SEEN_AHEAD_TICKS_MAX,
  UNWRITTEN_TICKS_MAX,
  type RoomRules,
} from './room-rules.ts';
import { inLobby, inMatch, inPause, inResult, tickRestored, tickResult, type RoomState } from './room-state.ts';
import type { PlayerSeat } from './seat.ts';
import { Seats } from './seats.ts';

/** A ranked match with fewer players is over. */
const OPPONENTS_MIN = 2;

/** Later than any tick: only a request wakes the room. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Where the logs of matches are recorded. */
export interface LogRecords {
  /** A tick was taken. @param code of the room */
  ticked(code: string, match: Match): void;
}

export interface CycleParts extends InputDelaysParts, MatchClockParts {
  readonly records: LogRecords;
  readonly clock: Clock;
  readonly rng: Rng;
  /** The id of a match that begins. */
  readonly newMatchId: () => string;
  readonly contests: Contests;
  readonly metrics: InputDelaysParts['metrics'] & MatchClockParts['metrics'];
}

/** The room that plays. */
export interface PlayingRoom {
  readonly view: RoomView;
  readonly members: Members;
  readonly announcer: Announcer;
  /** A player has been disconnected for too long to keep the seat. */
  release(player: Player): void;
  /** Does what `MatchCycle.discount` says, as a change of the room. */
  discount(player: Player, match: string): void;
  /** Keeps a match that has ended: as a replay, and to be handed over. */
  keep(playing: Playing): void;
}

export class MatchCycle implements Clocked {
  private readonly room: PlayingRoom;
  private readonly parts: CycleParts;
  readonly audience: Audience;
  private readonly clock: MatchClock;
  private readonly inputDelays: InputDelays;
  private readonly line: Line;
  readonly views: MemberViews;
  private current: { -readonly [name in keyof Playing]: Playing[name] };

  /**
   * @param playing what it plays, or the rules of what it is to play
   * @param phase any integer: rooms with different ones send their snapshots at different ticks.
   */
  constructor(playing: RoomRules | Playing, phase: number, room: PlayingRoom, parts: CycleParts) {
    this.room = room;
    this.parts = parts;
    this.audience = new Audience(room.view, phase, parts);
    this.inputDelays = new InputDelays(parts);
    if ('match' in playing) this.current = { ...playing };
    else {
      const rules = rulesNow(playing, parts.clock.date());
      this.current = firstPlaying(rules, this.newMatch(rules));
    }
    this.line = new Line(this.current.line);
    this.views = new MemberViews(this, room, this.audience, parts.ticks);
    this.clock = new MatchClock(this, parts);
  }

  /** The tick of the server for which the room is to be woken. */
  get wakeTick(): number {
    return this.clock.wakeTick;
  }

  /** As plain data, without the words of the match. */
  get data(): PlayingData {
    return playingData({ ...this.current, line: this.line.players }, this.room.members, this.tickNow, this.isRunning);
  }

  get playing(): Playing {
    return this.current;
  }

  get rules(): RoomRules {
    return this.current.rules;
  }

  get seats(): Seats {
    return this.current.seats;
  }

  get match(): Match {
    return this.current.match;
  }

  get world(): World {
    return this.match.world;
  }

  get stateName(): WireState {
    return stateNameOf(this.current);
  }

  get endsInTicks(): number {
    return endsInTicks(this.current);
  }

  /** The current tick. The World is stepped up to it only when it is needed. */
  get tickNow(): number {
    return this.clock.tickNow;
  }

  get progress(): Progress {
    return progressOf(this.current);
  }

  get question(): ShownQuestion {
    return shownQuestion(this);
  }

  /** The tick up to which a player has the whole log: there were no inputs since the last piece. 0 if pieces are missing. */
  logTickOf(player: Player): number {
    return this.audience.followsLog(player) ? this.tickNow : 0;
  }

  /** Whether ticks of the match pass. A room without a connected member stands still. */
  get isRunning(): boolean {
    return this.state.name === 'match' && !this.audience.isEmpty;
  }

  get isBetweenMatches(): boolean {
    return isBetweenMatches(this.current);
  }

  get canBegin(): boolean {
    return canBegin({ ...this.current, line: this.line.players });
  }

  // Players who come and go.

  /** Whether a new player would get a seat now. */
  get hasPlace(): boolean {
    return this.seats.hasPlace(this.standings);
  }

  /** Gives a member a seat. @returns false when there is none now. */
  seat(player: Player): boolean {
    if (!this.seats.take(player, this.standings)) return false;
    this.line.remove(player);
    // Of a match that began with its room the players come one after another, before its first tick.
    if (!this.isBetweenMatches && this.match.tickNow === 0) this.count(player);
    return true;
  }

  /** Promises a member a seat in the next match. @returns false if all seats belong to players */
  wait(player: Player): boolean {
    if (this.seats.isFull) return false;
    this.line.add(player);
    player.send(noticeFrame('in-line', player));
    return true;
  }

  /** AI takes the seats that it should fill, if a match is running. */
  fill(): void {
    if (!this.isBetweenMatches) this.seats.fill();
  }

  /** A member has left: stops showing them the World, and gives their seat to AI or leaves it empty. */
  remove(player: Player): void {
    this.audience.leave(player);
    this.current.looks.forget(player);
    this.line.remove(player);
    this.noteLeaver(player);
    this.seats.release(player);
    if (this.room.members.count > 0) this.fill();
    voteAgain(this);
  }

  private noteLeaver(player: Player): void {
    const seat = this.seats.of(player);
    if (seat === null || this.isBetweenMatches) return;
    this.current.leavers.add(this.seats.indexOf(player), seat, this.match.tick);
  }

  /** Ends a match in which no seat is taken any more, or in which nobody has an opponent left. @returns whether it did. */
  finishIfEmpty(): boolean {
    // A ranked match that counts down is called off instead.
    const least = isRated(this.rules) && this.stateName !== 'countdown' ? OPPONENTS_MIN : 1;
    if (this.isBetweenMatches || this.seats.takenCount >= least) return false;
    this.finish();
    return true;
  }

  /** Whether the result of a player counts for a table: in the lobby, that of a match that would begin now. */
  countsFor(player: Player): boolean {
    const { rules, counted, state } = this.current;
    return state.name === 'lobby' ? this.parts.contests.wouldCount(player, rules) : counted.includes(player.id);
  }

  /** The result of a player in a match does not count after all. A player who has left the match is not told. */
  discount(player: Player, match: string): void {
    const isPresent = match === this.match.key.id && this.seats.of(player) !== null;
    if (!isPresent || !this.current.counted.includes(player.id)) return;
    this.current.counted = this.current.counted.filter((id) => id !== player.id);
    player.send(noticeFrame('not-counted', player));
  }

  /** A player begins the match. */
  private count(player: Player): void {
    const { id } = this.match.key;
    const counts = this.parts.contests.begins(player, this.rules, id, () => this.room.discount(player, id));
    if (counts) this.current.counted = [...this.current.counted, player.id];
  }

  /** A member is disconnected and keeps the seat; some modes wait for them. */
  disconnect(player: Player): void {
    this.audience.leave(player);
    const seat = this.seats.of(player);
    if (seat === null) return;
    seat.presence.disconnect();
    // The clock of a planned match stands still instead.
    const isPaused = this.rules.mode.room.waitsForPlayers && this.rules.plan === undefined;
    if (isPaused && this.state.name === 'match') this.stop(inPause());
    else if (voteAgain(this)) this.room.announcer.roomChanged();
    this.room.announcer.seatsChanged();
  }

  /** A member who was disconnected steers again. */
  reconnect(player: Player): void {
    this.seats.of(player)?.presence.reconnect();
    this.room.announcer.seatsChanged();
  }

  /**
   * A member has seen a tick of the match already, at this node or another one, and gets no older one.
   * @returns whether the match has moved on to it
   */
  catchUp(player: Player, seenTick: number): boolean {
    if (seenTick === 0) return false;
    const { match } = this;
    const { isLate } = this.views.sceneFor(player);
    const hasMoved = this.moveUpTo(seenTick + (isLate ? match.watchDelayTicks : 0));
    const isOver = isBetweenMatches(this.current);
    if (isLate && match.late?.catchUp(seenTick, match.tickNow, isOver) === true) this.jumped();
    return hasMoved;
  }

  /**
   * A tick of a match that another node has played was seen, and is not in the room's stream, since nothing happened in it.
   * No tick is played twice.
   * @returns whether the match has moved on to it
   */
  private moveUpTo(tick: number): boolean {
    const { state, match } = this.current;
    const isBehind = state.name === 'restored' && state.isTakenOver === true && tick > match.tick;
    if (!isBehind || tick - match.tick > SEEN_AHEAD_TICKS_MAX) return false;
    match.playPiece({ tick, inputs: [] });
    this.jumped();
    return true;
  }

  private jumped(): void {
    this.audience.jumped(this.parts.clock.now());
  }

  /** A bot for which the match waits is back. A human finds their place in the maze first, and then ends the pause. */
  unpauseForBot(player: Player): void {
    const isWaitedFor = this.rules.mode.room.waitsForPlayers && this.seats.of(player)?.driver === 'bot';
    if (isWaitedFor && this.state.name === 'paused') this.unpause();
  }

  input(player: Player, { sequence, tick, direction }: ClientMessage & { type: 'input' }): void {
    const seat = this.seats.of(player);
    if (seat === null) return;
    const { tickNow } = this;
    const { metrics } = this.parts;
    metrics.inputsDropped += seat.inputs.push(sequence, tick, direction as Direction, tickNow + 1);
    if (seat.presence.wished(tickNow)) this.room.announcer.seatsChanged();
    this.clock.wakeForInput(seat.inputs.nextDueTick);
    if (tick <= tickNow + 1 && this.isRunning && this.audience.showsLog) this.inputDelays.arrived();
  }

  /** A player asks for a keyframe. @returns whether they get one: only players on the log stream do */
  wantKeyframe(player: Player): boolean {
    const tick = this.audience.wantKeyframe(player, this.parts.ticks.now);
    if (tick !== null) this.clock.wakeAt(tick);
    return tick !== null;
  }

  /** The host did something, and stays host. */
  hostActed(): void {
    if (this.state.name === 'lobby') this.state.hostIdleTicks = 0;
  }

  /** The room stood still, and goes on from the same tick. */
  goOn(): void {
    this.clock.goOn();
  }

  // Transitions.

  /** Brings the World to the current tick, before anything but an input happens to the room. */
  settle(): void {
    this.clock.settle();
    this.finishIfOver();
  }

  /**
   * One tick passes, for which the room was to be woken.
   * @throws when an invariant is broken: the room cannot go on.
   */
  tick(serverTick: number, nowMs: number): void {
    const { audience, clock } = this;
    clock.begin(serverTick);
    if (!audience.isEmpty) {
      const isMoving = this.isRunning;
      // In other ticks nothing happens that changes the state or the host.
      const mayChange = !isMoving || clock.isStepping;
      this.advance(this.state, serverTick, nowMs);
      this.views.passLate(serverTick);
      audience.send(serverTick, isMoving, this.match, nowMs);
      if (mayChange) this.room.announcer.stateMayHaveChanged();
      this.room.announcer.tick();
    }
    clock.sleepUntil(this.nextTickAfter(serverTick));
  }

  /** One tick of the server passes in which the match does not move on. */
  missTick(): void {
    this.clock.missTick();
  }

  /** Begins a new match: at once, or when the result has been shown for its minimum time. */
  askForMatch(): void {
    if (this.state.name === 'result') this.state.isStartAsked = true;
    else this.beginMatch();
  }

  /** Ends the match as it stands. */
  finishNow(): void {
    if (this.state.name === 'match') this.finish();
  }

  /** Begins a planned match as soon as its players are there, and after another match ready for it. */
  beginIfPlanned(): void {
    if (this.rules.plan === undefined || !this.isBetweenMatches || !this.seats.hasPlannedPlayers) return;
    if (this.seats.players.length > 0 && (this.state.name === 'lobby' || this.seats.readiness === 'all'))
      this.beginMatch();
  }

  /** Back to the lobby, under new rules if the host changed them. Every seated player keeps a seat. */
  reopen(rules: RoomRules): void {
    const seats = new Seats(rules);
    for (const { player, wins } of this.seats.players) {
      seats.take(player, null);
      const seat = seats.of(player)!;
      seat.wins = wins;
      if (!player.isConnected) seat.presence.disconnect();
    }
    this.views.showEnd();
    this.line.take(seats);
    const match = this.newMatch(rules);
    this.current = {
      rules,
      seats,
      match,
      state: inLobby(),
      line: this.line.players,
      looks: new Looks(),
      leavers: new Leavers(),
      counted: [],
    };
    this.audience.restart();
    this.room.announcer.matchChanged();
  }

  pause(): void {
    this.stop(inPause());
    this.room.announcer.roomChanged();
  }

  unpause(): void {
    this.current.state = inMatch();
    this.room.announcer.roomChanged();
  }

  get state(): RoomState {
    return this.current.state;
  }

  /** Null between matches: then every seat without a player can be had. */
  private get standings(): Match | null {
    return this.isBetweenMatches ? null : this.match;
  }

  private beginMatch(): void {
    this.views.showEnd();
    this.current.looks.clear();
    this.seats.dismissAi();
    const hasTurns = this.rules.mode.roles.length > 1 && this.rules.plan === undefined;
    if (this.state.name === 'result' && hasTurns) this.seats.turn();
    this.line.take(this.seats);
    this.seats.beginMatch();
    assert(this.seats.players.length <= this.room.members.count, 'only members have seats');
    const rules = rulesNow(this.rules, this.parts.clock.date());
    this.current = {
      ...this.current,
      rules,
      match: this.newMatch(rules),
      state: inMatch(),
      leavers: new Leavers(),
      counted: [],
    };
    for (const { player } of this.seats.players) this.count(player);
    this.rules.plan?.begun();
    this.clock.settle();
    this.audience.restart();
    this.room.announcer.matchBegins();
  }

  /** The next tick of the server at which the room has work if no request or input comes first. */
  private nextTickAfter(serverTick: number): number {
    if (this.audience.isEmpty) return NEVER;
    if (this.state.name !== 'match' || this.room.announcer.isOwing) return serverTick + 1;
    const lapsesTick = this.state.question?.lapsesTick ?? NEVER;
    return Math.min(this.clock.nextTickAfter(serverTick), serverTick + lapsesTick - this.tickNow);
  }

  private advance(state: RoomState, serverTick: number, nowMs: number): void {
    switch (state.name) {
      case 'lobby':
        if (++state.hostIdleTicks === HOST_IDLE_TICKS) this.changeHost();
        return;
      case 'match':
        return this.tickMatch(serverTick, nowMs);
      case 'paused': {
        const { pauseTicksMax, afterPause } = this.rules.mode.room;
        if (++state.ticks < pauseTicksMax) return;
        return afterPause === 'result' ? this.finish() : this.unpause();
      }
      case 'restored': {
        const areAllBack = areBack(this.room.members, state.awaited);
        const next = tickRestored(state, areAllBack);
        // Those who are missing may have seen more of it.
        if (next === 'match' && !areAllBack) this.moveUpTo((state.fromTick ?? 0) + UNWRITTEN_TICKS_MAX);
        if (next === 'match') this.current.state = this.stateWithoutWait;
        if (next !== null) this.room.announcer.roomChanged();
        return;
      }
      case 'result': {
        const next = tickResult(state, this.rules, this.seats.readiness);
        if (next === 'lobby') this.reopen(this.rules);
        else if (next === 'match' && this.canBegin) this.room.announcer.charge(() => this.beginMatch());
      }
    }
  }

  /** A match has waited for its players. Where it always waits for them, and they are not back, it goes on to wait. */
  private get stateWithoutWait(): RoomState {
    const isWaiting =
      this.rules.mode.room.waitsForPlayers && this.seats.players.some(({ presence }) => presence.isDisconnected);
    return isWaiting ? inPause() : inMatch();
  }

  private tickMatch(serverTick: number, nowMs: number): void {
    const { match, parts } = this;
    this.clock.take(serverTick);
    parts.records.ticked(this.room.view.code, match);
    this.audience.sendLog(serverTick, match, nowMs);
    this.inputDelays.taken();
    this.finishIfOver();
    lapseQuestion({ cycle: this, announcer: this.room.announcer });
  }

  /** A tick of the match was stepped. */
  stepped(): void {
    const { match, seats } = this;
    this.audience.record(match.now);
    const isTimed = !this.rules.mode.room.waitsForPlayers && match.isMoving;
    for (let index = 0; index < seats.count; index++) {
      const seat = seats.at(index);
      if ('player' in seat) this.attend(seat, index, isTimed && seat.driver === 'human');
    }
  }

  private finishIfOver(): void {
    if (this.state.name === 'match' && this.match.isOver) this.finish();
  }

  /** Handles players who do not steer. @param isTimed whether time without a wish counts; bots may be quiet without limit */
  private attend(seat: PlayerSeat, index: number, isTimed: boolean): void {
    const { match } = this;
    const mustWish = isTimed && canSteer(match.worldOf(index), index);
    switch (seat.presence.tick(match.tick, mustWish)) {
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
    this.stop(inResult());
    this.match.end();
    this.keep();
    countWins(this.current);
    this.views.showResults();
    this.room.announcer.seatsChanged();
    this.room.announcer.roomChanged();
  }

  /** Keeps the match that has ended. */
  keep(): void {
    this.room.keep(this.current);
  }

  /** The match stands still from now on. */
  private stop(state: RoomState): void {
    if (this.state.name === 'match') this.audience.finishLog(this.match, this.parts.clock.now());
    this.current.state = state;
  }

  private changeHost(): void {
    const { host } = this.room.view;
    if (host !== null) this.room.members.moveToEnd(host);
    this.current.state = inLobby();
    this.room.announcer.roomChanged();
  }

  private newMatch(rules: RoomRules): Match {
    return new Match(rules, fixedSeed(rules) ?? this.parts.rng(2 ** 32), {
      id: this.parts.newMatchId(),
      epoch: 0,
    });
  }
}
