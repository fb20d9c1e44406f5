// The next cull: when it comes, how many it keeps, the line, and whether the player is below it.

import { PHASE, TICKS_PER_SECOND, type World } from '#simulation';
import { words } from '../../../language/language.ts';
import { pointsShort, type Standing } from '../../../netcode/standing.ts';
import { make, write } from '../../element.ts';

/** Who is below the line is warned so long before the cull (rules/modes.md 6). */
const WARNING_TICKS = 600;

export class CullClock {
  readonly root: HTMLElement;
  private readonly time = make('strong', 'time');
  private readonly what = make('span', 'what');
  private readonly line = make('span', 'line');
  private readonly own = make('p', 'own-line');
  /** For screen readers: the warning once, not the points as they change. */
  private readonly spoken = make('p', 'spoken');

  constructor() {
    this.root = make('div', 'cull', make('p', 'countdown', this.time, this.what), this.line, this.own, this.spoken);
    this.spoken.role = 'status';
  }

  /** @param confirmed for the points @param predicted for the time that is left */
  update(confirmed: World, predicted: World, seat: number, standing: Standing): void {
    const { time, what, line, own, isBelow, isWarned } = cullTexts(confirmed, predicted, seat, standing);
    this.root.classList.toggle('below', isBelow);
    this.root.classList.toggle('warned', isWarned);
    write(this.time, time);
    write(this.what, what);
    write(this.line, line);
    write(this.spoken, isWarned ? words().mega.cutNear : '');
    write(this.own, own);
  }
}

export interface CullTexts {
  readonly time: string;
  readonly what: string;
  readonly line: string;
  /** How far the seat is from the line. */
  readonly own: string;
  readonly isBelow: boolean;
  readonly isWarned: boolean;
}

/** @param confirmed for the points, which are the same as everywhere on the page @param predicted for the time that is left */
export function cullTexts(confirmed: World, predicted: World, seat: number, standing: Standing): CullTexts {
  const ticks = endOf(predicted) - predicted.tick;
  const isCounting = ticks >= 0 && predicted.phase === PHASE.play;
  const { kept, living, linePoints } = standing;
  const isIn = seat >= 0 && confirmed.seatPlace[seat] === 0;
  const short = isIn ? pointsShort(standing, confirmed, seat) : 0;
  const isBelow = short > 0;
  const isWarned = isCounting && isBelow && ticks <= WARNING_TICKS;
  const isSafe = kept === 0 && living > 1 && confirmed.survivors > 0;
  return {
    time: isCounting ? timeText(ticks) : '',
    what: whatText(predicted, standing),
    line: kept > 0 ? words().mega.line(kept, linePoints) : '',
    own: kept > 0 && isIn ? ownText(short, isWarned) : isSafe ? words().mega.nobodyOut : '',
    isBelow,
    isWarned,
  };
}

/** When the next cull, or the match, ends; -1 if nothing ends by the clock. */
function endOf(world: World): number {
  if (world.settings.rule === 'score') return world.phaseEndsTick;
  return world.nextCullTick === 0 ? -1 : world.nextCullTick;
}

function timeText(ticks: number): string {
  const seconds = Math.ceil(ticks / TICKS_PER_SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function whatText({ settings, side, survivors, phase }: World, { living }: Standing): string {
  const { toTheEnd, toTheFinal, final, toTheCut, nextCut } = words().mega;
  if (settings.rule === 'score') return toTheEnd;
  if (side === 1) return phase === PHASE.play ? toTheFinal : final;
  // Before its first tick the World has no cull yet.
  if (survivors === 0) return '';
  return (phase === PHASE.play ? toTheCut : nextCut)(Math.min(survivors, living), living);
}

function ownText(short: number, isWarned: boolean): string {
  const text = words().mega;
  if (short === 0) return text.onTheLine;
  if (short < 0) return text.above(-short);
  return isWarned ? text.shortWarned(short) : text.short(short);
}
