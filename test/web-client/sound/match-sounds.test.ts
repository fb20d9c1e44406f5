import { describe, expect, test } from 'vitest';
import {
  aiWish,
  cloneWorld,
  createMatch,
  createWorld,
  EVENT,
  EVENT_LENGTH,
  GHOST,
  matchSettings,
  PAC,
  PHASE,
  ROLE,
  stepMatch,
  tileAt,
  type Input,
  type Match,
  type ModeName,
  type World,
} from '#simulation';
import type { MatchEvent } from '../../../web-client/netcode/online-match.ts';
import { findTrack, loopOf, type TrackPlace } from '../../../web-client/view/sound/heard-match.ts';
import { MatchSounds } from '../../../web-client/view/sound/match-sounds.ts';
import { CAUGHT_MS } from '../../../web-client/view/maze/effects/effects.ts';
import { SOUNDS, secondsOf } from '../../../web-client/view/sound/sounds.ts';
import { VIBRATIONS } from '../../../web-client/view/sound/vibration.ts';

const MODES: readonly (readonly [ModeName, number])[] = [
  ['classic', 1],
  ['coop', 4],
  ['versus', 5],
  ['battle', 8],
  ['mega', 4],
];

/** A match in which the AI has all seats. */
function playedByAi(
  mode: ModeName,
  seatCount: number,
  seed = 7,
): { readonly match: Match; readonly tick: () => World } {
  const match = createMatch(matchSettings({ mode, seatCount, seed }));
  let inputs: Input[] = Array.from({ length: seatCount }, (_, seat): Input => ({ kind: 'enter', seat }));
  const tick = (): World => {
    stepMatch(match, inputs);
    inputs = [];
    for (let seat = 0; seat < seatCount; seat++) {
      const world = match.worlds[match.worldOfSeat[seat]!]!;
      if (world.phase !== PHASE.play || world.seatRole[seat] === ROLE.none) continue;
      if (world.seatRole[seat] === ROLE.pac && world.pacState[world.seatActor[seat]!] !== PAC.alive) {
        if (world.pacState[world.seatActor[seat]!] !== PAC.waiting) continue;
      }
      inputs.push({ kind: 'wish', seat, sequence: match.tick, direction: aiWish(world, seat, 'normal') });
    }
    return match.worlds[0]!;
  };
  return { match, tick };
}

function eventsOf(match: Match): MatchEvent[] {
  const { words, count } = match.events[0]!;
  return Array.from({ length: count }, (_, i) => {
    const [kind, who, place, value] = words.subarray(i * EVENT_LENGTH, (i + 1) * EVENT_LENGTH);
    return { kind: kind!, who: who!, place: place!, value: value! };
  });
}

/** What is heard of frames, in words. */
function listener(isHere: (seat: number) => boolean = () => false) {
  const played: string[] = [];
  const vibrated: (readonly number[])[] = [];
  const now = { loop: 'none', loops: 0, track: 'none', seconds: 0 };
  const sounds = new MatchSounds(
    [
      {
        play: (name, { pan, isOwn }) =>
          played.push(`${name}${isOwn ? '' : ' other'}${pan === 0 ? '' : ` ${side(pan)}`}`),
        loop(name) {
          now.loop = name ?? 'none';
          now.loops++;
        },
        track({ name, seconds }) {
          now.track = name ?? 'none';
          now.seconds = seconds;
        },
      },
    ],
    (pattern) => vibrated.push(pattern),
    isHere,
  );
  const taken = (): string[] => played.splice(0);
  return { sounds, taken, vibrated, now };
}

const side = (pan: number): string => (pan < 0 ? 'left' : 'right');

function shown(world: World, seat = 0, confirmed = world) {
  return {
    mode: world.settings.mode.name,
    viewer: seat,
    marked: seat,
    prediction: { confirmed, predicted: world, before: world },
  };
}

function event(kind: number, who = 0, value = 0, place = 0): MatchEvent {
  return { kind, who, place, value };
}

/** A match of three seats in play. */
function world(mode: ModeName, seatCount = 3): World {
  const made = createWorld(matchSettings({ mode, seatCount }));
  made.phase = PHASE.play;
  made.lifeStartTick = 180;
  made.tick = 1000;
  made.ghostState.fill(GHOST.outside);
  for (let seat = 0; seat < Math.min(seatCount, made.pacCount); seat++) made.pacState[seat] = PAC.alive;
  return made;
}

describe('what lasts', () => {
  test.each(MODES)(
    '[W70] %s: the opening tune begins with the match and ends with the first tick of play',
    (mode, seats) => {
      const { tick } = playedByAi(mode, seats);
      const heard: { readonly at: number; readonly track: TrackPlace }[] = [];
      let now = tick();
      while (now.phase !== PHASE.play) {
        const track: TrackPlace = { name: null, seconds: 0, length: 0 };
        findTrack(now, track);
        heard.push({ at: now.tick, track });
        expect(loopOf({ confirmed: now, predicted: now })).toBeNull();
        now = tick();
      }
      const opening = mode === 'classic' ? 'openingLong' : 'opening';
      expect(new Set(heard.map(({ track }) => track.name))).toEqual(new Set([opening]));
      expect(heard[0]!.track.seconds).toBeLessThanOrEqual(1 / 60);
      for (const { at, track } of heard) expect(track.seconds).toBeCloseTo(at / 60, 1);
      // The length is known from the first tick on, and it is that of the opening.
      for (const { track } of heard) expect(Math.abs(track.length * 60 - now.tick)).toBeLessThanOrEqual(1);
    },
  );

  test('[W70] each round of battle has its opening, a later life and a later level have none', () => {
    const track: TrackPlace = { name: null, seconds: 0, length: 0 };
    const battle = world('battle');
    battle.phase = PHASE.ready;
    battle.phaseEndsTick = battle.tick + 60;
    findTrack(battle, track);
    expect([track.name, track.seconds, track.length]).toEqual(['opening', 2, 3]);
    for (const mode of ['classic', 'coop', 'versus'] as const) {
      const later = world(mode, mode === 'classic' ? 1 : 3);
      later.phase = PHASE.ready;
      later.phaseEndsTick = later.tick + 60;
      findTrack(later, track);
      expect(track.name).toBeNull();
    }
  });

  test('[W70] an opening whose length a server made up has no tune', () => {
    const track: TrackPlace = { name: null, seconds: 0, length: 0 };
    for (const mode of ['classic', 'coop', 'battle'] as const) {
      const strange = world(mode, mode === 'classic' ? 1 : 3);
      for (const [phase, tick, phaseEndsTick] of [
        [PHASE.tune, 5, 2 ** 31 - 1],
        [PHASE.tune, 5, -500],
        [PHASE.ready, 0, -1],
        [PHASE.ready, -(2 ** 31), 2 ** 31 - 1],
      ] as const) {
        Object.assign(strange, { phase, tick, phaseEndsTick, lifeStartTick: 0 });
        findTrack(strange, track);
        if (track.name !== null) expect([track.length, track.seconds >= 0]).toEqual([3, true]);
      }
    }
  });

  test.each(MODES)('[W71] %s: 40 seconds by AI has one loop at a time in play, and none else', (mode, seats) => {
    const { match, tick } = playedByAi(mode, seats);
    const heard = new Set<string>();
    for (let i = 0; i < 2400; i++) {
      tick();
      for (const now of match.worlds) {
        const loop = loopOf({ confirmed: now, predicted: now });
        if (now.phase !== PHASE.play) expect(loop).toBeNull();
        if (loop === null) continue;
        heard.add(loop);
        if ([...now.ghostState].some((state) => state === GHOST.eyes)) expect(loop).toBe('eyes');
        if (loop === 'fright' || loop === 'frightEnds') expect(now.frightLeft).toBeGreaterThan(0);
        if (loop.startsWith('siren')) expect([...now.ghostFrightened].some((each) => each === 1)).toBe(false);
      }
    }
    expect([...heard]).toEqual(expect.arrayContaining(['siren1', 'fright', 'frightEnds', 'eyes']));
  });

  test('[W71] the siren rises with 128, 64, 32 and 16 dots left, as far as the viewer knows them', () => {
    const now = world('versus');
    const heard = (dots: number): string | null => {
      now.dotsLeft = dots;
      return loopOf({ confirmed: now, predicted: now });
    };
    const steps = [244, 129, 128, 65, 64, 33, 32, 17, 16, 1].map(heard);
    expect(steps.map((name) => Number(name!.slice(-1)))).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    now.viewRole = ROLE.ghost;
    now.publicDotsLeft = 200;
    expect(heard(1)).toBe('siren1');
  });

  test('[W71] eyes before fright before the siren; nothing in the freeze, in an empty maze, and after the end', () => {
    const now = world('classic', 1);
    const heard = (confirmed = now): string | null => loopOf({ confirmed, predicted: now });
    expect(heard()).toBe('siren1');
    now.frightLeft = 300;
    now.ghostFrightened.fill(1);
    expect(heard()).toBe('fright');
    now.frightLeft = 256;
    expect(heard()).toBe('frightEnds');
    now.ghostState[2] = GHOST.eyes;
    expect(heard()).toBe('eyes');
    // Not before the server says that it was eaten.
    const before = cloneWorld(now);
    before.ghostState[2] = GHOST.outside;
    expect(heard(before)).toBe('frightEnds');
    now.scoredGhost = 1;
    expect(heard()).toBeNull();
    now.scoredGhost = -1;
    const over = cloneWorld(now);
    over.phase = PHASE.over;
    expect(heard(over)).toBeNull();
    now.pacState[0] = PAC.out;
    expect(heard()).toBeNull();
  });

  test('[W71] while the match stands still nothing lasts, and afterwards it goes on at its place', () => {
    const { sounds, now } = listener();
    const play = world('coop');
    sounds.frame(shown(play), [], true);
    expect(now.loop).toBe('siren1');
    sounds.frame(shown(play), [], false);
    expect([now.loop, now.track]).toEqual(['none', 'none']);
    sounds.frame(shown(play), [], true);
    expect(now.loop).toBe('siren1');
    const ready = createWorld(matchSettings({ mode: 'coop', seatCount: 3 }));
    ready.tick = 90;
    sounds.frame(shown(ready), [], true);
    expect([now.loop, now.track, now.seconds]).toEqual(['none', 'opening', 1.5]);
    sounds.frame(shown(ready), [], true, false);
    expect(now.track).toBe('none');
    sounds.frame(shown(ready), [], true);
    sounds.silence();
    expect([now.loop, now.track]).toEqual(['none', 'none']);
  });

  test('[W71] a World that does not move, as when the server is silent, is not heard for longer than half a second', () => {
    const { sounds, now } = listener();
    const play = world('coop');
    for (let i = 0; i < 29; i++) sounds.frame(shown(play), [], true);
    expect(now.loop).toBe('siren1');
    for (let i = 0; i < 3; i++) sounds.frame(shown(play), [], true);
    expect(now.loop).toBe('none');
    play.tick++;
    sounds.frame(shown(play), [], true);
    expect(now.loop).toBe('siren1');
  });

  test('[W72] the death of classic follows the clock of the World, and ends with the last picture', () => {
    const { match, tick } = playedByAi('classic', 1);
    const { sounds, taken, now, vibrated } = listener();
    const places: number[] = [];
    for (let i = 0; i < 30_000 && (places.length === 0 || now.track === 'death'); i++) {
      const world = tick();
      sounds.frame(shown(world), eventsOf(match), true);
      if (now.track === 'death') places.push(now.seconds);
      if (now.track === 'death') expect(now.loop).toBe('none');
    }
    expect(places[0]).toBeLessThan(2 / 60);
    expect(places.at(-1)).toBeGreaterThan(secondsOf(SOUNDS.death.parts));
    for (const [i, place] of places.slice(0, 100).entries()) expect(place).toBeCloseTo(i / 60, 1);
    expect(taken().filter((name) => name.startsWith('caught'))).toEqual([]);
    expect(vibrated).toContain(VIBRATIONS.caught);
    // Nine pictures of 7.5 ticks from tick 90 on, and a burst of 15 (rules/arcade.md 15).
    expect(secondsOf(SOUNDS.death.parts) * 60).toBeCloseTo(90 + 9 * 7.5 + 15, 3);
  });

  test('[W72] elsewhere being caught sounds for as long as its pictures are shown', () => {
    for (const { parts } of [SOUNDS.caught, SOUNDS.mateCaught])
      expect(secondsOf(parts)).toBeCloseTo(CAUGHT_MS / 1000, 2);
  });
});

describe('what happens', () => {
  test('[W73] own sounds are loud, others are not, and all come from their place', () => {
    const { sounds, taken } = listener();
    const match = shown(world('coop'), 1);
    const left = tileAt(2, 10);
    const right = tileAt(25, 10);
    sounds.frame(
      match,
      [
        event(EVENT.ghostEaten, 1, 200, left),
        event(EVENT.ghostEaten, 2, 400, right),
        event(EVENT.energizerEaten, 0, 50, left),
        event(EVENT.extraLife, 0, 4),
        event(EVENT.fruitAppeared, 0, 100, tileAt(13, 20)),
      ],
      true,
    );
    expect(taken()).toEqual([
      'ghost left',
      'ghost other right',
      'energizer other left',
      'extraLife',
      'fruitThere left',
    ]);
  });

  test('[W73] players at the same screen are as loud as the own one, and only that one is felt', () => {
    const { sounds, taken, vibrated } = listener((seat) => seat === 2);
    const events = [event(EVENT.ghostEaten, 2, 200), event(EVENT.fruitEaten, 0, 100)];
    sounds.frame(shown(world('coop'), 1), events, true);
    expect(taken()).toEqual(['ghost left', 'fruit other left']);
    expect(vibrated).toEqual([]);
  });

  test('[W73] dots are two syllables in turn', () => {
    const { sounds, taken } = listener();
    const dots = Array.from({ length: 4 }, () => event(EVENT.dotEaten, 0, 10, tileAt(20, 10)));
    sounds.frame(shown(world('coop')), dots, true);
    expect(taken()).toEqual(['dotOdd right', 'dotEven right', 'dotOdd right', 'dotEven right']);
  });

  test('[W73] who is caught: oneself, a mate, a rival of others, a rival of one’s own', () => {
    const heard = (mode: ModeName, seat: number, ...events: MatchEvent[]): string[] => {
      const { sounds, taken } = listener();
      sounds.frame(shown(world(mode), seat), events, true);
      return taken();
    };
    const caught = event(EVENT.caught, 1, 4 + 2, tileAt(25, 10));
    const caughtBy = event(EVENT.rivalCaught, 2, 1, tileAt(25, 10));
    expect(heard('coop', 1, caught)).toEqual(['caught right']);
    expect(heard('coop', 0, caught)).toEqual(['mateCaught other right']);
    expect(heard('coop', -1, caught)).toEqual(['caught right']);
    expect(heard('battle', 0, caught, caughtBy)).toEqual(['rival other right']);
    expect(heard('battle', 1, caught, caughtBy)).toEqual(['caught right']);
    expect(heard('battle', 2, caught, caughtBy)).toEqual(['rival right']);
  });

  test('[W73] what concerns one player is not heard by the others', () => {
    const heard = (seat: number): string[] => {
      const { sounds, taken } = listener();
      const events = [EVENT.returned, EVENT.arrived, EVENT.seatOut].map((kind) => event(kind, 1));
      sounds.frame(shown(world('mega', 4), seat), events, true);
      return taken();
    };
    expect(heard(1)).toEqual(['returned', 'gate', 'over']);
    expect(heard(0)).toEqual([]);
  });

  test('[W73] the end of a match: lost, cleared, won, and said by the last turn or round', () => {
    const heard = (mode: ModeName, seat: number, change: (world: World) => void): string[] => {
      const { sounds, taken } = listener();
      const over = world(mode, mode === 'classic' ? 1 : 4);
      over.phase = PHASE.over;
      change(over);
      sounds.frame(shown(over, seat), [event(EVENT.matchOver)], true);
      return taken();
    };
    expect(heard('classic', 0, () => {})).toEqual(['over']);
    expect(heard('coop', 0, (over) => (over.dotsLeft = 0))).toEqual(['won']);
    expect(heard('mega', 2, (over) => (over.seatPlace[2] = 1))).toEqual(['won']);
    expect(heard('mega', 1, (over) => (over.seatPlace[2] = 1))).toEqual(['over']);
    expect([heard('versus', 0, () => {}), heard('battle', 0, () => {})]).toEqual([[], []]);
  });

  test('[W73] the end of a fright is heard when it has run out, once, and not when something else ended it', () => {
    const { sounds, taken } = listener();
    const now = world('classic', 1);
    const frame = (frightLeft: number, phase: number = PHASE.play): void => {
      now.tick++;
      now.frightLeft = frightLeft;
      now.phase = phase;
      sounds.frame(shown(now), [], true);
    };
    for (const left of [6, 4, 2, 0, 0]) frame(left);
    expect(taken()).toEqual(['powerDown']);
    for (const left of [400, 398, 0]) frame(left);
    expect(taken()).toEqual([]);
    frame(2);
    frame(0, PHASE.cleared);
    expect(taken()).toEqual([]);
    // A jump in a replay.
    frame(2);
    now.tick -= 100;
    frame(0);
    expect(taken()).toEqual([]);
  });

  test('[W73] the last five seconds before sudden death and the last three before a return are counted', () => {
    const { sounds, taken, vibrated } = listener();
    const battle = world('battle');
    battle.suddenDeathDueTick = battle.tick + 400;
    for (let i = 0; i < 420; i++) {
      battle.tick++;
      sounds.frame(shown(battle), [], true);
    }
    expect(taken()).toEqual(Array(5).fill('count'));
    expect(vibrated).toEqual(Array(5).fill(VIBRATIONS.count));
    const coop = world('coop');
    coop.pacState[1] = PAC.returning;
    coop.pacUntilTick[1] = coop.tick + 180;
    for (let i = 0; i < 180; i++) {
      sounds.frame(shown(coop, 1), [], true);
      coop.tick++;
    }
    expect(taken()).toEqual(Array(3).fill('count'));
    for (coop.tick -= 180; coop.tick < coop.pacUntilTick[1]; coop.tick++) sounds.frame(shown(coop, 0), [], true);
    expect(taken()).toEqual([]);
  });

  test('[W76] a phone vibrates for what happens to its player, and never for a watcher', () => {
    const felt = (seat: number, ...events: MatchEvent[]): (readonly number[])[] => {
      const { sounds, vibrated } = listener();
      sounds.frame(shown(world('battle'), seat), events, true);
      return vibrated;
    };
    const events = [event(EVENT.caught, 1), event(EVENT.ghostEaten, 1), event(EVENT.energizerEaten, 1)];
    expect(felt(1, ...events)).toEqual([VIBRATIONS.caught, VIBRATIONS.ghost, VIBRATIONS.power]);
    expect(felt(1, event(EVENT.rivalCaught, 1, 0))).toEqual([VIBRATIONS.rival]);
    expect([felt(0, ...events), felt(-1, ...events)]).toEqual([[], []]);
  });
});
