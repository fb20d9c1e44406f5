// Plays a timeline: play, pause, speed, steps of one tick, and any place. It is what the stage draws meanwhile.

import type { WireSeat } from '#protocol';
import { EVENT_LENGTH, TICKS_PER_SECOND, type Events } from '#simulation';
import { Blend } from '../netcode/blend.ts';
import type { MatchEvent } from '../netcode/online-match.ts';
import type { ShownMatch } from '../view/maze/shown-match.ts';
import type { Timeline } from './timeline.ts';

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** After a longer time without a frame, as in a hidden tab, the playback goes on where it was. */
const FRAME_MS_MAX = 250;
/** Events kept between two frames. At the highest speed some may be dropped, the oldest first. */
const EVENTS_WAITING_MAX = 128;

export class Playback implements ShownMatch {
  showsDestinations = false;
  protected playing = false;
  private readonly timeline: Timeline;
  private readonly broke: (error: unknown) => void;
  private readonly frameMsMax: number;
  private chosenSpeed = 1;
  /** A fraction while it plays: between the tick of the timeline and the one before. */
  private position: number;
  private worlds: ShownMatch['prediction'];
  /** Nothing is ever corrected. */
  private readonly still: Blend;
  private events: MatchEvent[] = [];
  private frameMs: number | null = null;
  private followed = -1;
  private chosenMaze = 0;

  /**
   * Stands still at the tick at which the timeline is.
   * @param broke is called when a World of the timeline cannot be drawn
   * @param frameMsMax the most that is played in one frame, in milliseconds of the display
   */
  constructor(timeline: Timeline, broke: (error: unknown) => void = () => {}, frameMsMax = FRAME_MS_MAX) {
    const { world, before } = timeline;
    this.timeline = timeline;
    this.broke = broke;
    this.frameMsMax = frameMsMax;
    this.position = timeline.tick;
    this.worlds = { confirmed: world, predicted: world, before };
    this.still = new Blend(world.pacCount);
  }

  readonly viewer: number = -1;

  get marked(): number {
    return this.seat;
  }

  get mode(): string {
    return this.timeline.world.settings.mode.name;
  }

  get maze(): readonly string[] {
    return this.timeline.world.maze.lines;
  }

  get seats(): readonly WireSeat[] {
    return this.timeline.seats;
  }

  get prediction(): ShownMatch['prediction'] {
    const { world, before } = this.timeline;
    if (this.worlds.predicted !== world) this.worlds = { confirmed: world, predicted: world, before };
    return this.worlds;
  }

  /** The seat that is followed, into other mazes too; -1 for none. */
  get seat(): number {
    return this.followed;
  }

  set seat(seat: number) {
    this.followed = seat;
    this.look();
  }

  /** The number of the maze that is shown while no seat is followed. */
  get mazeNumber(): number {
    return this.chosenMaze;
  }

  /** Shows a maze, and follows nobody. */
  showMaze(maze: number): void {
    this.chosenMaze = maze;
    this.seat = -1;
  }

  get blend(): ShownMatch['blend'] {
    return this.still;
  }

  get fraction(): number {
    return Math.max(0, Math.min(1, this.position - (this.timeline.tick - 1)));
  }

  get isPlaying(): boolean {
    return this.playing;
  }

  get speed(): number {
    return this.chosenSpeed;
  }

  /** The tick that is shown, a whole number, and the limits of where it can be. */
  get tick(): number {
    return this.timeline.tick;
  }

  get firstTick(): number {
    return this.timeline.firstTick;
  }

  get lastTick(): number {
    return this.timeline.lastTick;
  }

  /** Plays, from the start if it stands at the end. */
  play(): void {
    const { timeline } = this;
    if (timeline.tick >= timeline.lastTick) this.seek(timeline.firstTick);
    this.playing = true;
  }

  /** Stops at a whole tick: the one that is shown in part is shown in full. */
  pause(): void {
    this.playing = false;
    this.position = this.timeline.tick;
  }

  setSpeed(speed: number): void {
    this.chosenSpeed = speed;
  }

  /** Moves to a tick, or to the nearest one that can be shown, and plays on from there if it has played. */
  seek(tick: number): void {
    this.goTo(tick);
  }

  /** Stops, and moves by one tick. */
  stepOn(): void {
    this.pause();
    if (this.timeline.next()) this.note(this.timeline.events);
    this.position = this.timeline.tick;
  }

  stepBack(): void {
    this.pause();
    this.seek(this.timeline.tick - 1);
  }

  frame(nowMs: number): void {
    const elapsedMs = Math.min(nowMs - (this.frameMs ?? nowMs), this.frameMsMax);
    this.frameMs = nowMs;
    // What was shown is not known any more.
    if (this.position < this.firstTick) this.goTo(this.firstTick);
    if (this.playing) this.goOn((elapsedMs * TICKS_PER_SECOND * this.chosenSpeed) / 1000);
  }

  takeEvents(): readonly MatchEvent[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }

  fail(error: unknown): void {
    this.broke(error);
  }

  /** Another seat or maze was chosen. */
  protected look(): void {
    this.timeline.look(this.followed, this.chosenMaze);
  }

  /** It has played to the last tick. */
  protected ended(): void {
    this.pause();
  }

  private goTo(tick: number): void {
    this.timeline.seek(tick);
    this.position = this.timeline.tick;
    this.events = [];
  }

  private goOn(ticks: number): void {
    const { timeline } = this;
    this.position = Math.min(this.position + ticks, timeline.lastTick);
    while (timeline.tick < this.position && timeline.next()) this.note(timeline.events);
    // A match whose rules throw an error ends earlier than was known.
    if (this.position >= timeline.lastTick) this.ended();
  }

  private note({ words, count }: Events): void {
    for (let at = 0; at < count * EVENT_LENGTH; at += EVENT_LENGTH) {
      this.events.push({ kind: words[at]!, who: words[at + 1]!, place: words[at + 2]!, value: words[at + 3]! });
      if (this.events.length > EVENTS_WAITING_MAX) this.events.shift();
    }
  }
}
