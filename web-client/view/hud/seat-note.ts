// What stands at the end of a player's row in a match: points or wins, what the player is now, and whether they are out.

import { PAC, ROLE, TICKS_PER_SECOND, type World } from '#simulation';
import { words } from '../../language/language.ts';
import { countedSeconds, fateOf } from '../../moments/fate.ts';
import type { OnlineMatch } from '../../netcode/online-match.ts';
import { isPowered } from '../maze/looks.ts';

export interface SeatNote {
  /** Points, in `battle` the rounds that were won. */
  readonly points: string;
  /** '' for nothing that has to be said. */
  readonly note: string;
  readonly isOut: boolean;
  /** The one Pac-Man among ghosts, or a Pac-Man with power; '' for neither. */
  readonly sign: 'pac' | 'power' | '';
}

export function seatNote(mode: string, world: World, seat: number): SeatNote {
  switch (mode) {
    case 'versus':
      return versusNote(world, seat);
    case 'battle':
      return battleNote(world, seat);
    case 'coop':
      return teamNote(world, seat);
    default:
      return { points: words().number(world.seatScore[seat] ?? 0), note: '', isOut: isOut(world, seat), sign: '' };
  }
}

/** The score of the seat that is Pac-Man, as far as the viewer knows it. */
export function knownScore({ seatScore, pacSeat, viewRole, publicScore }: World, seat: number): number {
  return viewRole === ROLE.ghost && pacSeat[0] === seat ? publicScore : (seatScore[seat] ?? 0);
}

/** Rounds that a seat won, of those that win the match: full and empty circles. */
export function winsText({ settings, seatWins }: World, seat: number): string {
  const needed = Math.floor(settings.rounds / 2) + 1;
  const won = seatWins[seat] ?? 0;
  return '●'.repeat(won) + '○'.repeat(Math.max(0, needed - won));
}

/** Says for how long a player of a team is not in the maze. */
function teamNote(world: World, seat: number): SeatNote {
  const { moments } = words();
  const fate = fateOf(world, seat);
  const isOutNow = fate.name === 'out' || fate.name === 'returns';
  const note = fate.name === 'returns' ? moments.noteBackIn(countedSeconds(fate.ticksLeft)) : moments.noteOut;
  return { points: words().number(world.seatScore[seat] ?? 0), note: isOutNow ? note : '', isOut: isOutNow, sign: '' };
}

function versusNote(world: World, seat: number): SeatNote {
  const catches = world.seatCatches[seat] ?? 0;
  const isPac = world.seatRole[seat] === ROLE.pac;
  const { next, pac, caught } = words().signs;
  const notes = [world.nextPacSeat === seat ? next : isPac ? pac : '', catches > 0 ? caught(catches) : ''];
  return {
    points: words().number(knownScore(world, seat)),
    note: notes.filter(Boolean).join(', '),
    isOut: false,
    sign: isPac ? 'pac' : '',
  };
}

function battleNote(world: World, seat: number): SeatNote {
  const pac = world.seatActor[seat]!;
  const catches = world.seatRoundCatches[seat] ?? 0;
  const power = Math.ceil((world.pacPowerUntilTick[pac]! - world.tick) / TICKS_PER_SECOND);
  const isOutNow = isOut(world, seat);
  const sign = !isOutNow && isPowered(world, pac) ? 'power' : '';
  const notes = [
    isOutNow ? words().signs.out : sign === '' ? '' : words().battle.powerLeft(power),
    catches > 0 ? `×${catches}` : '',
  ];
  return { points: winsText(world, seat), note: notes.filter(Boolean).join(' '), isOut: isOutNow, sign };
}

function isOut({ seatRole, pacState, seatActor }: World, seat: number): boolean {
  return seatRole[seat] === ROLE.pac && pacState[seatActor[seat]!] === PAC.out;
}

/** Says that the own seat is out, and its place among the seats that somebody took, once it is known. */
export function outText({ world, seat, seats }: Pick<OnlineMatch, 'world' | 'seat' | 'seats'>): string {
  const taken = seats.filter(({ driver, name }) => driver !== 'empty' || name !== '').length;
  // A seat that was taken too late to play has the last place of all seats.
  const place = Math.min(world.seatPlace[seat] ?? 0, taken);
  const { outAt, out } = words().match;
  return place > 0 ? outAt(place, taken) : out;
}
