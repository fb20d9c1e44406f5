// What is said and heard of a match that is played again.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EVENT, PAC, replayFrom } from '#simulation';
import type { MatchEvent } from '../../../web-client/netcode/online-match.ts';
import { followedText } from '../../../web-client/replay/followed-player.ts';
import { heardEvents, isHeard } from '../../../web-client/replay/heard-events.ts';
import { Playback } from '../../../web-client/replay/playback.ts';
import { ReplayTimeline } from '../../../web-client/replay/replay-timeline.ts';

const read = (name: string): Playback => {
  const text = readFileSync(new URL(`../../golden/replays/${name}.json`, import.meta.url), 'utf8');
  return new Playback(new ReplayTimeline(replayFrom(JSON.parse(text))));
};

describe('[PB9] the followed player', () => {
  test('has points, a place, a direction and the ghosts that hunt them', () => {
    const playback = read('coop-of-four');
    const { predicted } = playback.prediction;
    const texts = new Set<string>();
    for (let tick = 0; tick < playback.lastTick; tick += 135) {
      playback.seek(tick);
      for (const seat of [0, 1, 2, 3]) texts.add(followedText(predicted, playback.seats, seat));
    }
    const all = [...texts].join('\n');
    expect(all).toMatch(/^Player 3: \d+ points/m);
    expect(all).toMatch(/in the maze · steers [→↓←↑] · hunted by [A-Z][a-z]+/);
    expect(all).toMatch(/caught, back in \d\.\d s/);
    expect(all).toMatch(/protected/);
  });

  test('may be out, or nobody', () => {
    const playback = read('coop-of-four');
    const { predicted } = playback.prediction;
    expect(followedText(predicted, playback.seats, -1)).toBe('');
    expect(followedText(predicted, playback.seats, 99)).toBe('');
    predicted.pacState[1] = PAC.out;
    expect(followedText(predicted, playback.seats, 1)).toContain('out until the next level');
    predicted.pacState[1] = PAC.empty;
    expect(followedText(predicted, playback.seats, 1)).toContain('not in the match');
  });
});

describe('[PB9] what is heard', () => {
  const event = (kind: number, who: number): MatchEvent => ({ kind, who, place: 0, value: 0 });
  const EVENTS = [event(EVENT.dotEaten, 0), event(EVENT.dotEaten, 1), event(EVENT.ghostEaten, 1)];

  test('at other speeds: nothing', () => {
    const playback = read('coop-of-four');
    playback.play();
    expect(isHeard(playback)).toBe(true);
    playback.setSpeed(2);
    expect(heardEvents(playback, EVENTS)).toEqual([]);
    expect(isHeard(playback)).toBe(false);
    playback.setSpeed(1);
    playback.pause();
    expect(isHeard(playback)).toBe(false);
  });

  test('of dots only those of the followed player, or of the only one', () => {
    const playback = read('coop-of-four');
    expect(heardEvents(playback, EVENTS)).toEqual([EVENTS[2]]);
    playback.seat = 1;
    expect(heardEvents(playback, EVENTS)).toEqual([EVENTS[1], EVENTS[2]]);
    expect(heardEvents(read('extra-life'), EVENTS)).toEqual([EVENTS[0], EVENTS[2]]);
  });
});
