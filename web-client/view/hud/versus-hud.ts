// `versus` around the maze: the clock of the turn, what the player should know now, and the panel between two turns.

import {
  CATCH_POINTS,
  GHOST,
  isFrightened,
  isInSight,
  PHASE,
  ROLE,
  sightOf,
  TICKS_PER_SECOND,
  tileOfPixel,
  type World,
} from '#simulation';
import type { ShownMatch } from '../maze/shown-match.ts';
import { BreakPanel, type Break } from './break-panel.ts';
import { clockText, ModeFigures, type Figure } from './mode-figures.ts';
import type { ModeHud, ModePlaces } from './mode-hud.ts';
import { knownScore } from './seat-note.ts';

/** Pac-Man is revealed when it has eaten no dot for so long, and is warned some seconds before (rules/modes.md 4). */
const STALL_TICKS = 900;
const STALL_WARNING_TICKS = 420;
const TURN_TICKS = 5400;
const URGENT_TICKS = 600;

type NameOf = (seat: number) => string;

export class VersusHud implements ModeHud {
  private readonly figures: ModeFigures;
  private readonly panel: BreakPanel;
  /** Catches by seat while a turn was played: who has more at its end made the catch. */
  private played: { readonly turn: number; readonly catches: readonly number[] } | null = null;

  constructor({ figures, middle }: ModePlaces) {
    this.figures = new ModeFigures(figures);
    this.panel = new BreakPanel(middle, 'versus');
  }

  update({ viewer, seats, prediction: { confirmed, predicted } }: ShownMatch): void {
    const nameOf = (seat: number): string => seats[seat]?.name ?? '';
    if (confirmed.phase === PHASE.play) this.played = { turn: confirmed.turn, catches: [...confirmed.seatCatches] };
    this.figures.update(versusFigures(predicted), versusHint(predicted, viewer, nameOf));
    this.panel.update(confirmed, () => versusBreak(confirmed, viewer, nameOf, this.catcher(confirmed)));
  }

  remove(): void {
    this.figures.remove();
    this.panel.remove();
  }

  /** The seat that caught Pac-Man in the turn that has ended, -1 for none; null if the turn was not seen. */
  private catcher({ turn, seatCatches }: World): number | null {
    const { played } = this;
    return played?.turn === turn ? seatCatches.findIndex((catches, seat) => catches > played.catches[seat]!) : null;
  }
}

export function versusFigures(world: World): Figure[] {
  const { settings, turnEndsTick, tick, level, phase, viewRole, publicDotsLeft, dotsLeft } = world;
  // Before a turn its whole time is left.
  const left = phase === PHASE.ready ? TURN_TICKS : turnEndsTick - tick;
  const goal: Figure =
    settings.rule === 'race'
      ? { label: 'Goal', text: String(settings.target) }
      : { label: 'Turn', text: turnText(world) };
  return [
    { label: 'Time', text: clockText(left), isUrgent: phase === PHASE.play && left <= URGENT_TICKS },
    goal,
    { label: 'Board', text: String(level) },
    { label: 'Dots', text: String(viewRole === ROLE.ghost ? publicDotsLeft : dotsLeft) },
  ];
}

/** The present turn, of those that were and those that seats still have. How many there are is decided when the first begins. */
function turnText({ turn, seatTurnsLeft, phase }: World): string {
  const left = seatTurnsLeft.reduce((sum, each) => sum + each, 0);
  return left === 0 && turn === 1 && phase === PHASE.ready ? '1' : `${turn} of ${turn + left}`;
}

/** What the player of a seat should know now, in one line; '' for nothing. @param seat -1 for a watcher */
export function versusHint(world: World, seat: number, nameOf: NameOf): string {
  if (seat < 0 || world.phase !== PHASE.play) return '';
  return world.seatRole[seat] === ROLE.pac ? pacHint(world, nameOf) : ghostHint(world, seat);
}

function pacHint(world: World, nameOf: NameOf): string {
  const { revealed, revealUntilTick, tick, lastDotTick, lifeStartTick, frightLeft } = world;
  const stalled = tick - Math.max(lastDotTick, lifeStartTick);
  if (stalled >= STALL_TICKS) return 'All ghosts see you until you eat a dot!';
  if (stalled >= STALL_WARNING_TICKS)
    return `Eat a dot within ${seconds(STALL_TICKS - stalled)} s, or all ghosts see you.`;
  if (revealed === 1) return `All ghosts see you for ${seconds(revealUntilTick - tick)} s.`;
  if (frightLeft > 0) return 'The ghosts are blue: eat them!';
  const seers = seersOf(world);
  if (seers.length === 0) return 'No ghost sees you.';
  return seers.length === 1 ? `${nameOf(seers[0]!)} sees you!` : `${seers.length} ghosts see you!`;
}

/** The ghost seats that have Pac-Man in sight. */
function seersOf(world: World): number[] {
  const place = tileOfPixel(world.pacX[0]!, world.pacY[0]!);
  return Array.from({ length: world.seatCount }, (_, seat) => seat).filter((seat) => isInSight(world, seat, place));
}

function ghostHint(world: World, seat: number): string {
  const ghost = world.seatActor[seat]!;
  const state = world.ghostState[ghost];
  if (state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing)
    return 'Eaten! Your eyes go home, and you come back.';
  if (state === GHOST.waiting) return 'You are about to leave the house.';
  if (isFrightened(world, ghost)) return 'You are blue: keep away from Pac-Man!';
  if (world.revealed === 1) return 'Pac-Man is revealed: catch it!';
  if (world.pacSeen === 1) return 'You see Pac-Man: catch it!';
  return `Find Pac-Man. You see ${sightOf(world, seat)} tiles around you.`;
}

/** @param catcher the seat that caught Pac-Man, -1 if the turn ended otherwise, null if that is not known */
export function versusBreak(world: World, viewer: number, nameOf: NameOf, catcher: number | null): Break {
  const { settings, nextPacSeat, seatCatches, seatCount } = world;
  const pacSeat = world.pacSeat[0]!;
  const pac = pacSeat === viewer ? 'you' : nameOf(pacSeat);
  const hunter = catcher === viewer ? 'you' : nameOf(catcher ?? -1);
  const isCaught = catcher !== null && catcher >= 0 && pacSeat >= 0;
  const cost = settings.rule === 'race' ? `, from ${pac}` : '';
  const seats = Array.from({ length: seatCount }, (_, seat) => seat).filter((seat) => nameOf(seat) !== '');
  return {
    title: isCaught ? `${catcher === viewer ? 'You' : hunter} caught ${pac}!` : 'The turn is over',
    detail: isCaught
      ? `${CATCH_POINTS} points for ${hunter}${cost}`
      : catcher !== null && pacSeat >= 0
        ? `Nobody caught ${pac}.`
        : '',
    next:
      nextPacSeat < 0 ? '' : nextPacSeat === viewer ? 'You are Pac-Man next!' : `Next Pac-Man: ${nameOf(nextPacSeat)}`,
    headings: ['Points', 'Caught'],
    rows: seats
      .toSorted((a, b) => knownScore(world, b) - knownScore(world, a) || seatCatches[b]! - seatCatches[a]! || a - b)
      .map((seat) => ({
        seat,
        name: nameOf(seat),
        cells: [String(knownScore(world, seat)), String(seatCatches[seat] ?? 0)],
        isOwn: seat === viewer,
      })),
  };
}

function seconds(ticks: number): number {
  return Math.max(0, Math.ceil(ticks / TICKS_PER_SECOND));
}
