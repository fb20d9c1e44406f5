// `battle` around the maze: the round, the time until sudden death, what the player should know now, and the panel between two
// rounds.

import { PAC, PHASE, TICKS_PER_SECOND, type World } from '#simulation';
import { words } from '../../language/language.ts';
import { isPowered, pacLook } from '../maze/looks.ts';
import type { ShownMatch } from '../maze/shown-match.ts';
import { BreakPanel, type Break } from './break-panel.ts';
import { clockText, ModeFigures, type Figure } from './mode-figures.ts';
import type { ModeHud, ModePlaces } from './mode-hud.ts';
import { winsText } from './seat-note.ts';

/** A round before its sudden death (rules/modes.md 5). */
const ROUND_TICKS = 3600;
/** The last ticks before sudden death are counted down, and those of sudden death itself. */
const URGENT_TICKS = 600;
const SUDDEN_DEATH_TICKS = 600;

export class BattleHud implements ModeHud {
  private readonly figures: ModeFigures;
  private readonly panel: BreakPanel;

  constructor({ figures, middle }: ModePlaces) {
    this.figures = new ModeFigures(figures);
    this.panel = new BreakPanel(middle, 'battle');
  }

  update({ viewer, marked, seats, prediction: { confirmed, predicted } }: ShownMatch): void {
    const nameOf = (seat: number): string => seats[seat]?.name ?? '';
    this.figures.update(battleFigures(predicted), battleHint(predicted, viewer, marked, nameOf));
    this.panel.update(confirmed, seats, () => battleBreak(confirmed, viewer, nameOf));
  }

  remove(): void {
    this.figures.remove();
    this.panel.remove();
  }
}

export function battleFigures(world: World): Figure[] {
  const { settings, round, tick, suddenDeathTick, suddenDeathDueTick, phase, pacCount } = world;
  const isPlayed = phase === PHASE.play;
  const isSudden = suddenDeathTick > 0 && isPlayed;
  const due = isSudden ? suddenDeathTick + SUDDEN_DEATH_TICKS : suddenDeathDueTick;
  // Before a round its whole time is left.
  const left = phase === PHASE.ready ? ROUND_TICKS : due - tick;
  let there = 0;
  let alive = 0;
  for (let pac = 0; pac < pacCount; pac++) {
    if (world.pacState[pac] !== PAC.empty) there++;
    if (isAlive(world, pac)) alive++;
  }
  const text = words().battle;
  return [
    { label: text.round, text: round > settings.rounds ? text.extraRound : text.roundOf(round, settings.rounds) },
    {
      label: isSudden ? text.roundEnds : text.suddenDeath,
      text: clockText(left),
      isUrgent: isPlayed && left <= URGENT_TICKS,
    },
    { label: text.alive, text: text.aliveOf(alive, there) },
  ];
}

/** What the player of a seat should know now, in one line; '' for nothing. @param viewer -1 for a watcher */
export function battleHint(world: World, viewer: number, marked: number, nameOf: (seat: number) => string): string {
  if (viewer < 0 || world.phase !== PHASE.play) return '';
  const text = words().battle;
  const pac = world.seatActor[viewer]!;
  if (!isAlive(world, pac)) {
    return marked === viewer || marked < 0 ? text.out : text.outFollowing(nameOf(marked));
  }
  const { tick, suddenDeathTick, suddenDeathDueTick, energizersWakeTick } = world;
  if (suddenDeathTick > 0) return text.inSuddenDeath;
  if (isPowered(world, pac)) return text.powered(seconds(world.pacPowerUntilTick[pac]! - tick));
  if (pacLook(world, pac) === 'prey') return text.prey(poweredNames(world, nameOf));
  if (suddenDeathDueTick - tick <= URGENT_TICKS) return text.suddenDeathIn(seconds(suddenDeathDueTick - tick));
  if (energizersWakeTick > tick) return text.energizersIn(seconds(energizersWakeTick - tick));
  return text.hint;
}

function poweredNames(world: World, nameOf: (seat: number) => string): string[] {
  const names: string[] = [];
  for (let pac = 0; pac < world.pacCount; pac++) if (isPowered(world, pac)) names.push(nameOf(world.pacSeat[pac]!));
  return names;
}

export function battleBreak(world: World, viewer: number, nameOf: (seat: number) => string): Break {
  const { settings, round, roundWinner, seatWins, seatRoundCatches, seatCatches, seatCount } = world;
  const seats = Array.from({ length: seatCount }, (_, seat) => seat).filter((seat) => nameOf(seat) !== '');
  const text = words().battle;
  const winner = roundWinner === viewer ? null : nameOf(roundWinner);
  return {
    title: roundWinner < 0 ? text.drawn(round) : text.won(winner, round),
    detail: settings.rounds === 1 ? '' : text.roundsToWin(Math.floor(settings.rounds / 2) + 1),
    next: '',
    headings: [text.roundsWon, text.catches, text.catchesInAll],
    rows: seats
      .toSorted((a, b) => seatWins[b]! - seatWins[a]! || seatCatches[b]! - seatCatches[a]! || a - b)
      .map((seat) => ({
        seat,
        name: nameOf(seat),
        cells: [winsText(world, seat), String(seatRoundCatches[seat] ?? 0), String(seatCatches[seat] ?? 0)],
        isOwn: seat === viewer,
      })),
  };
}

function isAlive({ pacState }: World, pac: number): boolean {
  return pacState[pac] === PAC.alive || pacState[pac] === PAC.waiting;
}

function seconds(ticks: number): number {
  return Math.max(0, Math.ceil(ticks / TICKS_PER_SECOND));
}
