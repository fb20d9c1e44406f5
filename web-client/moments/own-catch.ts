// The card that the player reads while their own Pac-Man is caught: the catcher, and the return or the player who is watched.

import { canSteer, PHASE, TICKS_PER_SECOND, type World } from '#simulation';
import { words } from '../language/language.ts';
import { countedSeconds, fateOf } from './fate.ts';
import type { SeenMatch } from './moment-source.ts';
import { catcherName, type NameOf } from './moment-text.ts';
import type { Catcher, Moment, MomentOf } from './moment.ts';

export interface CatchCard {
  /** Null if the page came in after the catch. */
  readonly catcher: Catcher | null;
  /** Says who caught the player. */
  readonly title: string;
  /** Back in 3, or whom the player watches; '' for neither. */
  readonly outlook: string;
  /** Lives or returns that are left, or what brings the player back; '' for nothing. */
  readonly detail: string;
  /** Whether the Pac-Man was caught in the lower half of the maze: the card leaves that place free. */
  readonly isLow: boolean;
}

/** How long a player who is out reads the card. */
const OUT_TICKS = 3 * TICKS_PER_SECOND;
/** How long the card is shown between two turns or rounds; then break-panel.ts shows the standings. */
const BREAK_SEEN_TICKS = 40;
/** Screen pixels: the middle of the maze. */
export const MIDDLE_Y = 144;

export class OwnCatch {
  private caught: MomentOf<'caught'> | null = null;
  private caughtTick = 0;

  /** Call once a frame, with its moments. */
  take(moments: readonly Moment[], { prediction: { confirmed } }: SeenMatch): void {
    for (const moment of moments) {
      if (moment.kind === 'caught' && moment.isOwn) {
        this.caught = moment;
        this.caughtTick = confirmed.tick;
      } else if (moment.kind === 'ready' || (moment.kind === 'back' && moment.isOwn)) this.caught = null;
    }
  }

  /** @returns null while the player steers, or has read it */
  card(match: SeenMatch, nameOf: NameOf): CatchCard | null {
    const { viewer, marked, ownSeats = [] } = match;
    const { confirmed, predicted } = match.prediction;
    const fate = fateOf(confirmed, viewer);
    const isReturnPredicted = fate.name === 'returns' && fateOf(predicted, viewer).name === 'plays';
    if (fate.name === 'plays' || isReturnPredicted) return null;
    // Another player at this screen steers on.
    if (ownSeats.some((own) => own !== viewer && canSteer(confirmed, own))) return null;
    const age = confirmed.tick - this.caughtTick;
    const { caught } = this;
    if (fate.name === 'out' && (caught === null || age >= OUT_TICKS)) return null;
    if (confirmed.phase === PHASE.between && (caught === null || age >= BREAK_SEEN_TICKS)) return null;
    if (caught === null && fate.name === 'caught') return null;
    const { moments } = words();
    return {
      catcher: caught?.by ?? null,
      title: caught === null ? moments.caught : moments.caughtBy(catcherName(caught.by, nameOf)),
      outlook: outlookOf(predicted, viewer, marked, nameOf),
      detail: detailOf(confirmed, viewer),
      isLow: confirmed.pacY[confirmed.seatActor[viewer]!]! > MIDDLE_Y,
    };
  }
}

function outlookOf(world: World, seat: number, marked: number, nameOf: NameOf): string {
  const { moments } = words();
  const fate = fateOf(world, seat);
  if (fate.name === 'returns') return moments.backIn(countedSeconds(fate.ticksLeft));
  if (fate.name !== 'out') return '';
  const place = world.seatPlace[seat] ?? 0;
  if (marked >= 0 && marked !== seat) return moments.outWatching(nameOf(marked));
  return place > 0 ? moments.spoken.outPlace(place) : moments.out;
}

function detailOf(world: World, seat: number): string {
  const { moments } = words();
  const { phase, lives, settings } = world;
  const isOut = fateOf(world, seat).name === 'out';
  if (phase === PHASE.over) return '';
  switch (settings.mode.lives.owner) {
    case 'player':
      return moments.livesLeft(lives - 1);
    case 'team':
      return isOut ? moments.backByFruit : moments.returnsLeft(lives);
    case 'seat':
      return settings.rule === 'score' || isOut ? '' : moments.livesLeft(world.seatLives[seat]!);
    case 'none':
      return isOut && settings.mode.fields.includes('battle') ? moments.backNextRound : '';
  }
}
