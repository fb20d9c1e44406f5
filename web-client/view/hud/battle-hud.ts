// `battle` around the maze: the round, the time until sudden death, what the player should know now, and the panel between two
// rounds.

import { PAC, PHASE, TICKS_PER_SECOND, type World } from '#simulation';
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

const OUT = 'You are out of this round.';

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
    this.panel.update(confirmed, () => battleBreak(confirmed, viewer, nameOf));
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
  return [
    { label: 'Round', text: round > settings.rounds ? `Extra` : `${round} of ${settings.rounds}` },
    {
      label: isSudden ? 'Round ends in' : 'Sudden death',
      text: clockText(left),
      isUrgent: isPlayed && left <= URGENT_TICKS,
    },
    { label: 'Alive', text: `${alive} of ${there}` },
  ];
}

/** What the player of a seat should know now, in one line; '' for nothing. @param viewer -1 for a watcher */
export function battleHint(world: World, viewer: number, marked: number, nameOf: (seat: number) => string): string {
  if (viewer < 0 || world.phase !== PHASE.play) return '';
  const pac = world.seatActor[viewer]!;
  if (!isAlive(world, pac)) {
    return marked === viewer || marked < 0 ? OUT : `${OUT} You watch ${nameOf(marked)}.`;
  }
  const { tick, suddenDeathTick, suddenDeathDueTick, energizersWakeTick } = world;
  if (suddenDeathTick > 0) return 'Sudden death: no dots, no power, and every ghost hunts.';
  if (isPowered(world, pac))
    return `Power for ${seconds(world.pacPowerUntilTick[pac]! - tick)} s: eat rivals and ghosts!`;
  if (pacLook(world, pac) === 'prey') return `Keep away from ${poweredNames(world, nameOf)}!`;
  if (suddenDeathDueTick - tick <= URGENT_TICKS) return `Sudden death in ${seconds(suddenDeathDueTick - tick)} s.`;
  if (energizersWakeTick > tick) return `Energizers wake in ${seconds(energizersWakeTick - tick)} s.`;
  return 'Bump rivals into ghosts, and be the last one left.';
}

function poweredNames(world: World, nameOf: (seat: number) => string): string {
  const names: string[] = [];
  for (let pac = 0; pac < world.pacCount; pac++) if (isPowered(world, pac)) names.push(nameOf(world.pacSeat[pac]!));
  return names.length > 2 ? `${names.length} players with power` : names.join(' and ');
}

export function battleBreak(world: World, viewer: number, nameOf: (seat: number) => string): Break {
  const { settings, round, roundWinner, seatWins, seatRoundCatches, seatCatches, seatCount } = world;
  const seats = Array.from({ length: seatCount }, (_, seat) => seat).filter((seat) => nameOf(seat) !== '');
  const won = roundWinner === viewer ? 'You win' : `${nameOf(roundWinner)} wins`;
  return {
    title: roundWinner < 0 ? `Round ${round} is drawn` : `${won} round ${round}!`,
    detail: settings.rounds === 1 ? '' : `The first with ${Math.floor(settings.rounds / 2) + 1} rounds wins the match.`,
    next: '',
    headings: ['Rounds won', 'Caught', 'In all'],
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
