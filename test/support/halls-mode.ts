// A mode of several mazes, to show what they need of a server: `coop`, in which every seat begins in a hall of its own. An
// input up takes a seat to the next hall. A seat without a return is out for good, and newcomers come in the first ten seconds
// only. Watchers see all of it, a second late.

import { EVERYTHING, MODES, NONE, PAC, PHASE, UP, worldOf, type Match, type ModeRules, type View } from '#simulation';
import { Events } from '../../simulation/events.ts';

export const HALLS_DELAY_TICKS = 60;
export const ENTRY_TICKS = 600;

const coop = MODES.find(({ name }) => name === 'coop') as ModeRules;
const PLAYER: View = { ...EVERYTHING, key: 'player', knowsSeed: false };
const WATCHER: View = { ...PLAYER, key: 'watcher', delayTicks: HALLS_DELAY_TICKS };

export const HALLS_MODE: ModeRules = {
  ...coop,
  name: 'halls',
  seats: { least: 2, most: 4 },
  worldCount: (seatCount) => seatCount,
  homeOf: (seat) => seat,
  step(world, events) {
    coop.step(world, events);
    // Players who stand still do not end the match.
    if (world.phase === PHASE.over) world.phase = PHASE.play;
  },
  lives: { ...coop.lives, owner: 'none' },
  room: { ...coop.room, quickPlaySeats: 4, quickPlayFill: 4, idleTicks: 900 },
  afterStep(match) {
    for (let seat = 0; seat < match.worldOfSeat.length; seat++) {
      if (worldOf(match, seat).pacWish[seat] === UP) walkOn(match, seat);
    }
  },
  mayEndSoon: () => true,
  isOut: (match, seat) => worldOf(match, seat).pacState[seat] === PAC.out,
  mayTakeOver: (match) => match.tick < ENTRY_TICKS,
  view: (_, seat) => (seat < 0 ? WATCHER : PLAYER),
};

/** Takes a seat to the next hall, where it enters. */
function walkOn(match: Match, seat: number): void {
  const from = worldOf(match, seat);
  const index = (match.worldOfSeat[seat]! + 1) % match.worlds.length;
  const to = match.worlds[index]!;
  match.worldOfSeat[seat] = index;
  from.pacWish[seat] = NONE;
  coop.leave(from, seat, new Events());
  coop.enter(to, seat, new Events());
  to.seatInput[seat] = from.seatInput[seat]!;
  to.seatScore[seat] = from.seatScore[seat]!;
}
