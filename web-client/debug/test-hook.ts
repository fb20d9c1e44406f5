// What automated tests may read: `window.packetman`, which exists only when the address has `?test`. Read-only.

import { GHOST_COUNT, ghostDestination, hashWorld, type World } from '#simulation';
import type { MatchFigures } from '../netcode/match-figures.ts';
import type { OnlineMatch } from '../netcode/online-match.ts';
import type { LinkFacts, Session } from '../netcode/session.ts';
import type { Playback } from '../replay/playback.ts';
import type { Sounding } from '../view/sound/page-sounds.ts';
import { FrameTimes } from './frame-times.ts';
import { ShownTimes, type ShownTime } from './shown-times.ts';
import { markNetcode } from './trace-marks.ts';

declare global {
  interface Window {
    packetman?: TestHook;
  }
}

export interface TestHook {
  /** Name of the session's state, `menu` when there is none. */
  readonly state: string;
  /** The room's state, null outside of one. */
  readonly room: string | null;
  readonly code: string | null;
  readonly seat: number | null;
  /** Of all players at this screen. */
  readonly ownSeats: readonly number[];
  readonly seats: readonly { readonly name: string; readonly driver: string; readonly disconnected: boolean }[];
  readonly confirmed: WorldFigures | null;
  readonly predicted: WorldFigures | null;
  /** Of the match, counted since it began. */
  readonly figures: Counted<MatchFigures> | null;
  readonly roundTripMs: number;
  /** How the session is connected; null when there is none. */
  readonly link: LinkFacts | null;
  /** The replay that is shown, or what a watcher sees of a live match; null for neither. */
  readonly playback: PlaybackFigures | null;
  /** Of the last seconds of drawing: between two frames, and spent in one. */
  readonly frameTimes: { readonly intervalMs: number[]; readonly workMs: number[] };
  /** Frames drawn since the page was opened, and the tick of the world in the last one; -1 before the first. */
  readonly frames: number;
  readonly drawnTick: number;
  /** What was shown over the maze, oldest first. */
  readonly shown: readonly ShownTime[];
  /** Of the match behind the menu; -1 for none. */
  readonly attractTick: number;
  /** `performance.now()` at the last click on Play, and at the first frame of the match that followed. */
  readonly clickedMs: number;
  readonly firstFrameMs: number;
  readonly sounding: Sounding;
}

/** The numbers in something that counts. */
export type Counted<Counter> = {
  readonly [Key in keyof Counter as Counter[Key] extends number ? Key : never]: number;
};

/** A playback, copied. */
export interface PlaybackFigures {
  readonly tick: number;
  readonly lastTick: number;
  readonly isPlaying: boolean;
  readonly speed: number;
  readonly seat: number;
  readonly isLive: boolean;
  readonly hash: number;
  /** By ghost: the column and row that it goes to, null while it goes to none. Null while they are not shown. */
  readonly destinations: readonly (readonly [column: number, row: number] | null)[] | null;
}

/** Fields of a world, copied. */
export interface WorldFigures {
  readonly tick: number;
  readonly phase: number;
  readonly level: number;
  readonly score: number;
  readonly dotsLeft: number;
  readonly seatScore: readonly number[];
  readonly pacX: readonly number[];
  readonly pacY: readonly number[];
  readonly pacState: readonly number[];
  readonly pacWish: readonly number[];
  readonly pacTravel: readonly number[];
  /** Of a match with several mazes, the number of this one; -1 in other modes. */
  readonly mazeIndex: number;
  readonly ghostX: readonly number[];
  readonly ghostY: readonly number[];
  readonly seatRole: readonly number[];
  readonly seatActor: readonly number[];
}

/** Always counts; `expose` shows the counts to tests. */
export class TestProbe implements TestHook {
  frames = 0;
  drawnTick = -1;
  clickedMs = 0;
  firstFrameMs = 0;
  readonly times = new FrameTimes();
  readonly shownTimes = new ShownTimes();
  private readonly session: () => Session | null;
  private readonly played: () => Playback | null;
  private readonly heard: () => Sounding;
  private readonly attract: () => Playback | null;

  constructor(
    session: () => Session | null,
    played: () => Playback | null,
    heard: () => Sounding,
    attract: () => Playback | null,
  ) {
    this.session = session;
    this.played = played;
    this.heard = heard;
    this.attract = attract;
  }

  get shown(): readonly ShownTime[] {
    return this.shownTimes.all;
  }

  get playback(): PlaybackFigures | null {
    return playbackFigures(this.played());
  }

  get sounding(): Sounding {
    return this.heard();
  }

  get attractTick(): number {
    return this.attract()?.tick ?? -1;
  }

  get state(): string {
    return this.session()?.state.name ?? 'menu';
  }

  get room(): string | null {
    return this.session()?.room?.state ?? null;
  }

  get code(): string | null {
    return this.match?.code ?? null;
  }

  get seat(): number | null {
    return this.match?.seat ?? null;
  }

  get ownSeats(): readonly number[] {
    return this.match?.ownSeats ?? [];
  }

  get seats(): TestHook['seats'] {
    return this.match?.seats ?? [];
  }

  get confirmed(): WorldFigures | null {
    return figures(this.match?.prediction.confirmed);
  }

  get predicted(): WorldFigures | null {
    return figures(this.match?.prediction.predicted);
  }

  get figures(): Counted<MatchFigures> | null {
    return this.match === null ? null : { ...this.match.figures };
  }

  get roundTripMs(): number {
    return this.session()?.vitals?.roundTripMs ?? 0;
  }

  get link(): LinkFacts | null {
    return this.session()?.link ?? null;
  }

  get frameTimes(): TestHook['frameTimes'] {
    return { intervalMs: [...this.times.intervalMs.values], workMs: [...this.times.workMs.values] };
  }

  /** Puts the hook where tests find it. */
  expose(): void {
    window.packetman = this;
    markNetcode();
  }

  clicked(): void {
    this.clickedMs = performance.now();
    this.firstFrameMs = 0;
  }

  /** @param workMs time of netcode in the frame */
  drawn(nowMs: number, workMs: number): void {
    this.frames++;
    this.drawnTick = this.match?.prediction.predicted.tick ?? -1;
    this.firstFrameMs ||= nowMs;
    this.times.drawn(nowMs, workMs);
  }

  private get match(): OnlineMatch | null {
    return this.session()?.room?.match ?? null;
  }
}

function figures(world: World | undefined): WorldFigures | null {
  if (world === undefined) return null;
  const { tick, phase, level, score, dotsLeft, seatScore, pacX, pacY, pacState, ghostX, ghostY } = world;
  const { mazeIndex = -1 } = world as Partial<World>;
  const bySeat = { seatScore: [...seatScore], seatRole: [...world.seatRole], seatActor: [...world.seatActor] };
  const ways = { pacWish: [...world.pacWish], pacTravel: [...world.pacTravel] };
  const pacs = { pacX: [...pacX], pacY: [...pacY], pacState: [...pacState], ...ways };
  const ghosts = { ghostX: [...ghostX], ghostY: [...ghostY] };
  return { tick, phase, level, score, dotsLeft, mazeIndex, ...bySeat, ...pacs, ...ghosts };
}

function playbackFigures(playback: Playback | null): PlaybackFigures | null {
  if (playback === null) return null;
  const { tick, lastTick, isPlaying, speed, seat, showsDestinations } = playback;
  const { predicted } = playback.prediction;
  const isLive = 'isLive' in playback && playback.isLive === true;
  const destinations = showsDestinations
    ? Array.from({ length: GHOST_COUNT }, (_, ghost) => {
        const target = { column: 0, row: 0 };
        return ghostDestination(predicted, ghost, target) ? ([target.column, target.row] as const) : null;
      })
    : null;
  return { tick, lastTick, isPlaying, speed, seat, isLive, hash: hashWorld(predicted), destinations };
}
