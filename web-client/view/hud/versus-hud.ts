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
import { words } from '../../language/language.ts';
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
    this.panel.update(confirmed, seats, () => versusBreak(confirmed, viewer, nameOf, this.catcher(confirmed)));
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
  const text = words().versus;
  const goal: Figure =
    settings.rule === 'race'
      ? { label: text.goal, text: words().number(settings.target) }
      : { label: text.turn, text: turnText(world) };
  return [
    { label: text.time, text: clockText(left), isUrgent: phase === PHASE.play && left <= URGENT_TICKS },
    goal,
    { label: text.board, text: words().number(level) },
    { label: text.dots, text: words().number(viewRole === ROLE.ghost ? publicDotsLeft : dotsLeft) },
  ];
}

/** The present turn, of those that were and those that seats still have. How many there are is decided when the first begins. */
function turnText({ turn, seatTurnsLeft, phase }: World): string {
  const left = seatTurnsLeft.reduce((sum, each) => sum + each, 0);
  return left === 0 && turn === 1 && phase === PHASE.ready
    ? words().number(turn)
    : words().versus.turnOf(turn, turn + left);
}

/** What the player of a seat should know now, in one line; '' for nothing. @param seat -1 for a watcher */
export function versusHint(world: World, seat: number, nameOf: NameOf): string {
  if (seat < 0 || world.phase !== PHASE.play) return '';
  return world.seatRole[seat] === ROLE.pac ? pacHint(world, nameOf) : ghostHint(world, seat);
}

function pacHint(world: World, nameOf: NameOf): string {
  const { revealed, revealUntilTick, tick, lastDotTick, lifeStartTick, frightLeft } = world;
  const text = words().versus;
  const stalled = tick - Math.max(lastDotTick, lifeStartTick);
  if (stalled >= STALL_TICKS) return text.stalled;
  if (stalled >= STALL_WARNING_TICKS) return text.stalling(seconds(STALL_TICKS - stalled));
  if (revealed === 1) return text.revealed(seconds(revealUntilTick - tick));
  if (frightLeft > 0) return text.frightened;
  const seers = seersOf(world);
  if (seers.length === 0) return text.unseen;
  return seers.length === 1 ? text.seenBy(nameOf(seers[0]!)) : text.seenByMany(seers.length);
}

/** The ghost seats that have Pac-Man in sight. */
function seersOf(world: World): number[] {
  const place = tileOfPixel(world.pacX[0]!, world.pacY[0]!);
  return Array.from({ length: world.seatCount }, (_, seat) => seat).filter((seat) => isInSight(world, seat, place));
}

function ghostHint(world: World, seat: number): string {
  const text = words().versus;
  const ghost = world.seatActor[seat]!;
  const state = world.ghostState[ghost];
  if (state === GHOST.eyes || state === GHOST.descending || state === GHOST.homing) return text.eyes;
  if (state === GHOST.waiting) return text.inHouse;
  if (isFrightened(world, ghost)) return text.youAreBlue;
  if (world.revealed === 1) return text.pacRevealed;
  if (world.pacSeen === 1) return text.pacSeen;
  return text.find(sightOf(world, seat));
}

/** @param catcher the seat that caught Pac-Man, -1 if the turn ended otherwise, null if that is not known */
export function versusBreak(world: World, viewer: number, nameOf: NameOf, catcher: number | null): Break {
  const { settings, nextPacSeat, seatCatches, seatCount } = world;
  const pacSeat = world.pacSeat[0]!;
  const text = words().versus;
  // Null stands for the reader.
  const named = (seat: number): string | null => (seat === viewer ? null : nameOf(seat));
  const pac = named(pacSeat);
  const hunter = named(catcher ?? -1);
  const isCaught = catcher !== null && catcher >= 0 && pacSeat >= 0;
  const seats = Array.from({ length: seatCount }, (_, seat) => seat).filter((seat) => nameOf(seat) !== '');
  return {
    title: isCaught ? text.caught(hunter, pac) : text.turnOver,
    detail: isCaught
      ? settings.rule === 'race'
        ? text.catchPointsFrom(CATCH_POINTS, hunter, pac)
        : text.catchPoints(CATCH_POINTS, hunter)
      : catcher !== null && pacSeat >= 0
        ? text.notCaught(pac)
        : '',
    next: nextPacSeat < 0 ? '' : text.nextPac(named(nextPacSeat)),
    headings: [text.points, text.catches],
    rows: seats
      .toSorted((a, b) => knownScore(world, b) - knownScore(world, a) || seatCatches[b]! - seatCatches[a]! || a - b)
      .map((seat) => ({
        seat,
        name: nameOf(seat),
        cells: [words().number(knownScore(world, seat)), words().number(seatCatches[seat] ?? 0)],
        isOwn: seat === viewer,
      })),
  };
}

function seconds(ticks: number): number {
  return Math.max(0, Math.ceil(ticks / TICKS_PER_SECOND));
}
