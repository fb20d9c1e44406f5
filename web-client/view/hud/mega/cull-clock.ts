// The next cull: when it comes, how many it keeps, the line, and whether the player is below it.

import { PHASE, TICKS_PER_SECOND, type World } from '#simulation';
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

  update(world: World, seat: number, standing: Standing): void {
    const ticks = endOf(world) - world.tick;
    const isCounting = ticks >= 0 && world.phase === PHASE.play;
    const { kept, living, linePoints } = standing;
    const isIn = seat >= 0 && world.seatPlace[seat] === 0;
    const short = isIn ? pointsShort(standing, world, seat) : 0;
    const isWarned = isCounting && short > 0 && ticks <= WARNING_TICKS;
    this.root.classList.toggle('below', isIn && short > 0);
    this.root.classList.toggle('warned', isWarned);
    write(this.time, isCounting ? timeText(ticks) : '');
    write(this.what, whatText(world, standing));
    write(this.line, kept > 0 ? `Line: place ${kept}, ${linePoints} points` : '');
    write(this.spoken, isWarned ? 'You are below the line. The cut is near.' : '');
    const isSafe = kept > 0 && isIn;
    write(
      this.own,
      isSafe ? ownText(short, isWarned) : kept === 0 && living > 1 && world.survivors > 0 ? 'Nobody has to go' : '',
    );
  }
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
  if (settings.rule === 'score') return 'to the end';
  if (side === 1) return 'final: the best one wins';
  const stay = `${Math.min(survivors, living)} of ${living} stay`;
  return phase === PHASE.play ? `to the cut: ${stay}` : `With the next cut ${stay}`;
}

function ownText(short: number, isWarned: boolean): string {
  if (short <= 0) return `${-short} points above the line`;
  return isWarned ? `Below the line! ${short} points short` : `${short} points short of the line`;
}
