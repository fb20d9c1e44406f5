// One match as a page takes part in it: the worlds to draw, and what happened since the last frame. The conversation
// gives it messages, a scene asks it for frames; it knows neither sockets nor pixels.

import { MatchModel, type Joined, type Outcome, type Update } from '#client';
import { EVENT, EVENT_LENGTH, INPUT_NUMBERS, PAC, PHASE, ROLE } from '#simulation';
import type { Direction, Events, World } from '#simulation';
import type { GhostRun } from '../daily/ghost-run.ts';
import { PredictedWishes } from './predicted-wishes.ts';
import { SeenDots } from './seen-dots.ts';
import { ShownEmotes } from './shown-emotes.ts';
import { Blend } from './blend.ts';
import { MatchFigures } from './match-figures.ts';
import { mazeKey } from './maze-key.ts';
import { Prediction, type PendingInput } from './prediction.ts';
import { JUMP_TICKS, type ServerClock } from './server-clock.ts';

/** Something that happened; reported once. */
export interface MatchEvent {
  readonly kind: number;
  readonly who: number;
  readonly place: number;
  readonly value: number;
}

/** Where the sequence of an input is among its numbers in a piece of the log. */
const INPUT_SEQUENCE = 2;
/**
 * Ticks after a predicted event, such as a catch, at which the page asks the server whether it happened: pieces of the log
 * may be a quarter of a second apart. The server is a few ticks behind the present of the page when a ping arrives.
 */
const ASK_AFTER_TICKS = 4;
/** Events kept between two frames, of which there are seldom more than a few. */
const EVENTS_WAITING_MAX = 128;
/** After a longer pause than this (a hidden tab draws no frames) what happened meanwhile is not reported. */
const NEWS_MS_MAX = 1000;

/** What a match asks of its session. */
export interface MatchCalls {
  /** The rules threw an error on a World of the server, which can send any words. */
  broke(error: unknown): void;
  /** An event was predicted that is shown only when the server reports it: a pong comes before the next piece. */
  awaitsNews(): void;
  /** The match goes on at this tick over another connection. */
  goesOn(tick: number): void;
}

export class OnlineMatch extends MatchModel {
  readonly maze: readonly string[];
  readonly prediction: Prediction;
  readonly blend: Blend;
  readonly figures = new MatchFigures();
  readonly emotes = new ShownEmotes();
  /** How far the picture is from `prediction.before` to `prediction.predicted`, 0..1. */
  fraction = 1;
  /** The seat that is marked: our own, or one that a player follows who is out. */
  marked: number;
  /** Which tables the match is for, and whether the player's result counts for them. */
  readonly contest: Pick<Joined, 'kind' | 'counts' | 'date'>;
  /** Another run of the same match, drawn beside it; null for none. */
  ghostRun: GhostRun | null = null;
  /** Whether the server's world stands still, as in a pause. */
  stands = false;
  /** Skill of the AI, as the settings of the room name it; null until they are known. */
  skill: string | null = null;
  /** Seats of all players at this screen, our own first; none for a watcher. */
  private localSeats: readonly number[];
  /** Their actors, as blend.ts numbers them, in the newest frame with a correction. */
  private readonly ownActors: number[] = [];
  private readonly wishes: PredictedWishes;
  private readonly seenDots: SeenDots;
  private readonly clock: ServerClock;
  /** Called whenever the confirmed World has changed: also in a hidden tab, which draws no frames. */
  confirmedChanged: () => void = () => {};
  private readonly calls: MatchCalls;
  /** The predicted tick at which to ask for news, and the tick of which. */
  private ask: { readonly atTick: number; readonly ofTick: number } | null = null;
  private news: MatchEvent[] = [];
  private frameMs: number | null = null;
  /** Whether the picture waits as it is. */
  private isHeld = false;

  /**
   * @param clock has heard of `joined`
   */
  constructor(joined: Joined, world: World, clock: ServerClock, calls: MatchCalls) {
    super(joined, world);
    this.maze = joined.tiles;
    this.contest = { kind: joined.kind, counts: joined.counts, date: joined.date };
    this.marked = joined.seat;
    this.localSeats = joined.seat < 0 ? [] : [joined.seat];
    this.clock = clock;
    this.calls = calls;
    this.wishes = new PredictedWishes(joined.seat);
    this.prediction = new Prediction(world, joined.seat, this.wishes);
    this.blend = new Blend(world.pacCount);
    this.seenDots = new SeenDots(world);
  }

  /**
   * The seat whose view of the World we have; -1 for a watcher's. Several players at one screen see all that watchers see,
   * and no text of theirs can say "you".
   */
  get viewer(): number {
    return this.localSeats.length > 1 ? -1 : this.seat;
  }

  /** Seats of all players at this screen, our own first; none for a watcher. */
  get ownSeats(): readonly number[] {
    return this.localSeats;
  }

  /** Whether nobody at this screen takes part in the rest of the match. */
  override get isOut(): boolean {
    return this.localSeats.length > 0 && this.localSeats.every((seat) => this.isSeatOut(seat));
  }

  /** @param seats those of other players at this screen, of which this page knows all inputs */
  shareScreenWith(seats: readonly number[]): void {
    if (this.seat < 0) return;
    const own = [this.seat, ...seats];
    if (own.join() === this.localSeats.join()) return;
    this.localSeats = own;
    this.ownActors.length = own.length;
    this.wishes.own(own);
    this.prediction.outdate();
  }

  /** The connection of another player at this screen is lost, and with it the inputs under way. */
  dropInputs(seat: number): void {
    this.prediction.dropInputs(seat);
  }

  /** The newest tick received. */
  get seenTick(): number {
    return this.prediction.confirmed.tick;
  }

  override receive(update: Update): Outcome {
    const maze = mazeKey(this.world);
    const outcome = super.receive(update);
    // What happened in the other maze has no place in this one.
    if (mazeKey(this.world) !== maze) this.news = [];
    this.report(this.events, (kind, who) => !(this.isOwn(who) && happensAtOnce(kind)));
    const eaten = this.seenDots.eaten(this.world);
    if (eaten !== null) this.note({ kind: EVENT.dotEaten, who: this.world.pacSeat[0]!, place: eaten, value: 0 });
    this.prediction.confirmedChanged();
    if (update.type === 'log') this.noteOwnInputs(update);
    else this.figures.appliedBy(this.seenTick, this.prediction.applied);
    if (outcome === 'wrong-hash') this.figures.wrongHashes++;
    this.confirmedChanged();
    return outcome;
  }

  override resume(joined: Joined, world: World): boolean {
    if (!super.resume(joined, world)) return false;
    this.calls.goesOn(joined.tick);
    this.confirmedChanged();
    return true;
  }

  /**
   * Predicts an input.
   * @param seat our own, or that of another player at this screen
   * @returns it, with the tick that it is meant for
   */
  steer(direction: Direction, sequence: number, nowMs: number, seat = this.seat): PendingInput {
    // Meant for the next picture, which is drawn for the present: the last one may be long ago.
    const forTick = this.stands ? 0 : Math.ceil(this.clock.present(nowMs));
    const input = this.prediction.steer(direction, sequence, forTick, nowMs, seat);
    // The figures are those of one connection.
    if (seat === this.seat) this.figures.steered(input, nowMs);
    return input;
  }

  /** Nobody knows how far the server's world is: the picture waits as it is, until that is known (`stand`). */
  hold(): void {
    this.isHeld = true;
  }

  /**
   * While the server's world stands still, ours stands at the same tick; afterwards the clock begins anew.
   * @param isTakenOver whether it goes on in a moment: then a picture that waits goes on waiting, as going back to the tick
   *   of the server would be seen
   */
  stand(stands: boolean, nowMs: number, isTakenOver = false): void {
    if (stands === this.stands && !this.isHeld) return;
    this.isHeld &&= isTakenOver;
    this.stands = stands;
    if (stands) return;
    this.clock.restart();
    this.clock.heard(this.seenTick, nowMs);
  }

  /** Brings the worlds to the present: once a frame, before drawing. */
  frame(nowMs: number): void {
    try {
      this.toPresent(nowMs);
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.calls.broke(error);
  }

  private toPresent(nowMs: number): void {
    const { prediction, blend } = this;
    const elapsedMs = nowMs - (this.frameMs ?? nowMs);
    this.frameMs = nowMs;
    if (elapsedMs > NEWS_MS_MAX) this.news = [];
    if (this.isHeld) return;
    if (this.wishes.see(this.skill, this.seats, this.seenTick)) prediction.outdate();
    if (this.stands || this.isAsleep) return this.rewind();
    const present = this.clock.present(nowMs);
    // A server that dropped ticks is far behind our prediction: ticks that it never ran are taken back at once.
    prediction.retime((sentMs) => this.clock.arrivalTick(sentMs));
    if (prediction.predicted.tick - present > JUMP_TICKS) this.correct(() => prediction.setBack(Math.ceil(present)));
    else this.correct(() => prediction.reconcile());
    // The slide of a correction begins in this frame: the last one showed the actors where they were.
    blend.fade(elapsedMs);
    // A clock that went back, or a fast display, has frames without a tick: an input does not wait for the next tick.
    const next = prediction.predicted.tick + 1;
    const steered = prediction.hasInputFor(next) ? next : 0;
    prediction.advance(Math.max(Math.ceil(present), steered), (events) => this.predictedEvents(events));
    this.askForNews();
    this.figures.drawn(prediction.predicted.tick, nowMs);
    // Past the limit of prediction, or bent back by the clock, the newest world stands still.
    this.fraction = Math.max(0, Math.min(1, present - prediction.before.tick));
  }

  /** The log names the tick of each of our inputs. */
  private noteOwnInputs({ tick, inputs }: Update & { readonly type: 'log' }): void {
    for (let at = 0; at < inputs.length; at += INPUT_NUMBERS) {
      if (inputs[at] === this.seat) this.figures.appliedIn(tick, inputs[at + INPUT_SEQUENCE]!);
    }
  }

  /** Takes over what the server sent, and blends the picture from where all actors were. */
  private correct(takeOver: () => void): void {
    const { prediction, blend, seat } = this;
    const { predicted } = prediction;
    const { tick } = predicted;
    const wasMoving = isMoving(predicted, seat);
    const maze = mazeKey(predicted);
    blend.before(predicted);
    takeOver();
    const actor = blend.ofSeat(predicted, seat);
    if (mazeKey(predicted) !== maze) return blend.afterPassage(predicted, wasMoving ? actor : -1);
    if (predicted.tick > tick) return;
    for (const [i, own] of this.localSeats.entries()) this.ownActors[i] = blend.ofSeat(predicted, own);
    const pixels = blend.after(predicted, actor, this.ownActors);
    // A catch that was not predicted comes from the others' inputs: it is no correction of our own way.
    if (wasMoving && isMoving(predicted, seat)) this.figures.corrected(pixels);
  }

  private rewind(): void {
    this.prediction.rewind();
    this.fraction = 1;
  }

  /** What happened since the last call. */
  takeEvents(): readonly MatchEvent[] {
    const taken = this.news;
    this.news = [];
    return taken;
  }

  /** The events of a tick that is predicted for the first time. */
  private predictedEvents(events: Events): void {
    const flat = events.words.subarray(0, events.count * EVENT_LENGTH);
    this.report(flat, (kind, who) => this.isHeardAtOnce(kind, who));
    const { tick } = this.prediction.predicted;
    for (let i = 0; i < flat.length; i += EVENT_LENGTH) {
      if (!happensAtOnce(flat[i]!)) this.ask ??= { atTick: tick + ASK_AFTER_TICKS, ofTick: tick };
    }
  }

  private askForNews(): void {
    if (this.ask === null || this.prediction.predicted.tick < this.ask.atTick) return;
    if (this.takesLog && this.prediction.confirmed.tick < this.ask.ofTick) this.calls.awaitsNews();
    this.ask = null;
  }

  private report(flat: ArrayLike<number>, wanted: (kind: number, who: number) => boolean): void {
    for (let i = 0; i + EVENT_LENGTH <= flat.length; i += EVENT_LENGTH) {
      if (!wanted(flat[i]!, flat[i + 1]!)) continue;
      this.note({ kind: flat[i]!, who: flat[i + 1]!, place: flat[i + 2]!, value: flat[i + 3]! });
    }
  }

  private note(event: MatchEvent): void {
    this.news.push(event);
    if (this.news.length > EVENTS_WAITING_MAX) this.news.shift();
  }

  /** The server reports no dots: watchers hear those that they are predicted to see. */
  private isHeardAtOnce(kind: number, who: number): boolean {
    return this.seat < 0 ? kind === EVENT.dotEaten : this.isOwn(who) && happensAtOnce(kind);
  }

  private isOwn(who: number): boolean {
    return this.localSeats.includes(who);
  }
}

/** Whether a seat controls a ghost, or a Pac-Man that has set off. Between two turns roles change, and nothing moves. */
function isMoving({ phase, seatRole, seatActor, pacState }: World, seat: number): boolean {
  if (phase !== PHASE.play) return false;
  return seatRole[seat] === ROLE.pac ? pacState[seatActor[seat]!] === PAC.alive : seatRole[seat] === ROLE.ghost;
}

/** What the player's own Pac-Man eats is heard when predicted; everything else when the server reports it. */
function happensAtOnce(kind: number): boolean {
  return kind === EVENT.dotEaten || kind === EVENT.energizerEaten;
}
