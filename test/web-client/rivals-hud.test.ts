import { expect, test } from 'vitest';
import { createWorld, EVENT, GHOST, matchSettings, PAC, PHASE, ROLE, type World } from '#simulation';
import { battleBreak, battleFigures, battleHint } from '../../web-client/view/hud/battle-hud.ts';
import { clockText } from '../../web-client/view/hud/mode-figures.ts';
import { resultTitle, type FinishedMatch } from '../../web-client/view/results/result-texts.ts';
import { seatNote } from '../../web-client/view/hud/seat-note.ts';
import { versusBreak, versusFigures, versusHint } from '../../web-client/view/hud/versus-hud.ts';
import { soundOf } from '../../web-client/view/sound/match-sounds.ts';

const NAMES = ['Ann', 'Ben', 'Cleo'];
const nameOf = (seat: number): string => NAMES[seat] ?? '';

/** Ann is Pac-Man, Ben and Cleo are ghosts. */
function versus(rule = 'turns'): World {
  const world = createWorld(matchSettings({ mode: 'versus', seatCount: 3, rule }));
  world.phase = PHASE.play;
  world.tick = 2000;
  world.lastDotTick = 2000;
  world.turn = 2;
  world.turnEndsTick = 2000 + 3 * 60;
  world.seatRole.set([ROLE.pac, ROLE.ghost, ROLE.ghost]);
  world.seatActor.set([0, 0, 1]);
  world.pacSeat[0] = 0;
  world.pacState[0] = PAC.alive;
  world.ghostState.fill(GHOST.outside);
  world.seatScore.set([500, 1600, 0]);
  return world;
}

function battle(rounds = 5): World {
  const world = createWorld(matchSettings({ mode: 'battle', seatCount: 3, rounds }));
  world.phase = PHASE.play;
  world.tick = 2000;
  world.suddenDeathDueTick = 2000 + 601;
  for (let seat = 0; seat < 3; seat++) {
    world.pacState[seat] = PAC.alive;
    world.seatRole[seat] = ROLE.pac;
    world.seatActor[seat] = seat;
    world.pacSeat[seat] = seat;
  }
  return world;
}

test('[W54] a clock shows the seconds that are left, rounded up', () => {
  expect([5400, 3601, 60, 59, 1, 0, -5].map(clockText)).toEqual([
    '1:30',
    '1:01',
    '0:01',
    '0:01',
    '0:01',
    '0:00',
    '0:00',
  ]);
});

test('[W54] the figures of versus: time, turn or goal, board, and the dots that the viewer knows of', () => {
  const world = versus();
  world.seatTurnsLeft.set([1, 2, 1]);
  const texts = () => versusFigures(world).map(({ text }) => text);
  expect(texts()).toEqual(['0:03', '2 of 6', '1', '244']);
  expect(versusFigures(world)[0]!.isUrgent).toBe(true);
  world.viewRole = ROLE.ghost;
  world.publicDotsLeft = 230;
  expect(texts()[3]).toBe('230');
  expect(versusFigures(versus('race'))[1]).toEqual({ label: 'Goal', text: '10,000' });
});

test('[W54] Pac-Man is warned before it is revealed for stalling, and told how long it is revealed', () => {
  const world = versus();
  const after = (ticks: number): string => {
    world.tick = 2000 + ticks;
    return versusHint(world, 0, nameOf);
  };
  expect(after(419)).toBe('No ghost sees you.');
  expect(after(420)).toBe('Eat a dot within 8 s, or all ghosts see you.');
  expect(after(899)).toBe('Eat a dot within 1 s, or all ghosts see you.');
  expect(after(900)).toBe('All ghosts see you until you eat a dot!');
  world.tick = 2100;
  world.revealed = 1;
  world.revealUntilTick = 2220;
  expect(versusHint(world, 0, nameOf)).toBe('All ghosts see you for 2 s.');
});

test('[W54] Pac-Man is told which ghosts see it', () => {
  const world = versus();
  const place = (ghost: number, column: number): void => {
    world.ghostX[ghost] = column * 8 + 3;
    world.ghostY[ghost] = 32 * 8 + 4;
  };
  world.pacX[0] = 6 * 8 + 3;
  world.pacY[0] = 32 * 8 + 4;
  place(0, 14);
  place(1, 26);
  expect(versusHint(world, 0, nameOf)).toBe('No ghost sees you.');
  place(0, 13);
  expect(versusHint(world, 0, nameOf)).toBe('Ben sees you!');
  place(1, 1);
  expect(versusHint(world, 0, nameOf)).toBe('2 ghosts see you!');
});

test('[W54] a ghost is told what it can do now', () => {
  const world = versus();
  world.viewRole = ROLE.ghost;
  world.pacSeen = 0;
  expect(versusHint(world, 1, nameOf)).toBe('Find Pac-Man. You see 7 tiles around you.');
  world.seatSightUntilTick[1] = world.tick + 1;
  expect(versusHint(world, 1, nameOf)).toBe('Find Pac-Man. You see 12 tiles around you.');
  world.pacSeen = 1;
  expect(versusHint(world, 1, nameOf)).toMatch(/^You see Pac-Man/);
  world.revealed = 1;
  expect(versusHint(world, 1, nameOf)).toMatch(/^Pac-Man is revealed/);
  world.ghostFrightened[0] = 1;
  expect(versusHint(world, 1, nameOf)).toMatch(/^You are blue/);
  world.ghostState[0] = GHOST.eyes;
  expect(versusHint(world, 1, nameOf)).toMatch(/^Eaten!/);
  expect([versusHint(world, -1, nameOf), versusHint({ ...world, phase: PHASE.between } as World, 1, nameOf)]).toEqual([
    '',
    '',
  ]);
});

test('[W54] between two turns: who caught whom, what it was worth, who is next, and how all stand', () => {
  const world = versus('race');
  world.nextPacSeat = 1;
  world.seatCatches[1] = 2;
  const shown = versusBreak(world, 0, nameOf, 1);
  expect([shown.title, shown.detail, shown.next]).toEqual([
    'Ben caught you!',
    '1,600 points for Ben, from you',
    'Next Pac-Man: Ben',
  ]);
  expect(shown.rows.map(({ name, cells }) => [name, ...cells])).toEqual([
    ['Ben', '1,600', '2'],
    ['Ann', '500', '0'],
    ['Cleo', '0', '0'],
  ]);
  const seenByBen = versusBreak(world, 1, nameOf, 1);
  expect([seenByBen.title, seenByBen.next]).toEqual(['You caught Ann!', 'You are Pac-Man next!']);
  const unseen = versusBreak(world, 1, nameOf, null);
  expect([unseen.title, unseen.detail]).toEqual(['The turn is over', '']);
  const inTime = versusBreak(versus(), 1, nameOf, -1);
  expect([inTime.title, inTime.detail, inTime.next]).toEqual(['The turn is over', 'Nobody caught Ann.', '']);
});

test('[W54] the row of a player: who is Pac-Man, who is next, and no score that is hidden', () => {
  const world = versus();
  world.viewRole = ROLE.ghost;
  world.publicScore = 300;
  world.nextPacSeat = 2;
  world.seatCatches[1] = 1;
  expect([0, 1, 2].map((seat) => seatNote('versus', world, seat))).toEqual([
    { points: '300', note: 'Pac-Man', isOut: false, sign: 'pac' },
    { points: '1,600', note: 'caught 1', isOut: false, sign: '' },
    { points: '0', note: 'next', isOut: false, sign: '' },
  ]);
});

test('[W54] the figures of battle count down to sudden death, and then to its end', () => {
  const world = battle();
  world.round = 3;
  world.pacState[1] = PAC.out;
  const texts = () => battleFigures(world).map(({ label, text }) => `${label} ${text}`);
  expect(texts()).toEqual(['Round 3 of 5', 'Sudden death 0:11', 'Alive 2 of 3']);
  expect(battleFigures(world)[1]!.isUrgent).toBe(false);
  world.tick++;
  expect(battleFigures(world)[1]!.isUrgent).toBe(true);
  world.suddenDeathTick = world.tick;
  expect(texts()[1]).toBe('Round ends in 0:10');
});

test('[W54] a player of battle is told what matters now', () => {
  const world = battle();
  const hint = (viewer = 0): string => battleHint(world, viewer, viewer, nameOf);
  world.energizersWakeTick = world.tick + 90;
  expect(hint()).toBe('Energizers wake in 2 s.');
  world.suddenDeathDueTick = world.tick + 600;
  expect(hint()).toBe('Sudden death in 10 s.');
  world.pacPowerUntilTick[1] = world.tick + 200;
  expect([hint(0), hint(1)]).toEqual(['Keep away from Ben!', 'Power for 4 s: eat rivals and ghosts!']);
  world.suddenDeathTick = world.tick;
  expect(hint()).toMatch(/^Sudden death:/);
  world.pacState[0] = PAC.out;
  expect(battleHint(world, 0, 2, nameOf)).toBe('You are out of this round. You watch Cleo.');
  expect(hint(-1)).toBe('');
});

test('[W54] rounds that were won are full circles, of those that win the match', () => {
  const world = battle(5);
  world.seatWins[0] = 2;
  world.seatRoundCatches[0] = 1;
  world.pacState[2] = PAC.out;
  expect([0, 1, 2].map((seat) => seatNote('battle', world, seat))).toEqual([
    { points: '●●○', note: '×1', isOut: false, sign: '' },
    { points: '○○○', note: '', isOut: false, sign: '' },
    { points: '○○○', note: 'out', isOut: true, sign: '' },
  ]);
});

test('[W54] between two rounds: who won, and the table of wins', () => {
  const world = battle(5);
  world.round = 2;
  world.roundWinner = 1;
  world.seatWins[1] = 1;
  world.seatCatches[1] = 3;
  world.seatRoundCatches[1] = 2;
  const shown = battleBreak(world, 0, nameOf);
  expect([shown.title, shown.detail]).toEqual(['Ben wins round 2!', 'The first to win 3 rounds wins the match.']);
  expect(shown.rows[0]).toEqual({ seat: 1, name: 'Ben', cells: ['●○○', '2', '3'], isOwn: false });
  expect(battleBreak(world, 1, nameOf).title).toBe('You win round 2!');
  world.roundWinner = -1;
  expect(battleBreak(world, 0, nameOf).title).toBe('Round 2 is drawn');
});

test('[W54] the result names the winner, or those who share the win', () => {
  const title = (...places: readonly (readonly [name: string, place: number])[]) => {
    const seats = places.map(([name, place]) => ({ name, place })) as unknown as FinishedMatch['seats'];
    return resultTitle('battle', { level: 1, score: 0, cleared: false, seats }, 'Ann');
  };
  expect(title(['Ann', 2], ['Ben', 1])).toBe('Ben wins!');
  expect(title(['Ann', 1], ['Ben', 2])).toBe('You win!');
  expect(title(['Ann', 1], ['Ben', 1])).toBe('Ann and Ben share the win');
  expect(title()).toBe('The match is over');
});

test('[W54] being caught sounds different from a caught rival, and a round that is won from one that is lost', () => {
  const event = (kind: number, who: number, value: number) => ({ kind, who, place: 0, value });
  expect(soundOf(event(EVENT.caught, 1, 0), 1, true)).toBe('caught');
  expect(soundOf(event(EVENT.caught, 1, 0), 0, true)).toBe('rival');
  expect(soundOf(event(EVENT.caught, 1, 0), 0, false)).toBe('mateCaught');
  expect(soundOf(event(EVENT.roundOver, 0, 2), 1, true)).toBe('won');
  expect(soundOf(event(EVENT.roundOver, 0, 0), 1, true)).toBe('over');
  expect(soundOf(event(EVENT.pacRevealed, 0, 0), 1, true)).toBe('revealed');
});
