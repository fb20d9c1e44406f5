import { describe, expect, test } from 'vitest';
import { english } from '../../../web-client/language/english.ts';
import { Captions, CAPTIONS_MAX, READ_MS, SHOWN_MS } from '../../../web-client/view/sound/captions.ts';
import { LOOPS } from '../../../web-client/view/sound/loops.ts';
import { melody, stepsOf, type Part } from '../../../web-client/view/sound/notes.ts';
import { SOUNDS } from '../../../web-client/view/sound/sounds.ts';
import { INTERMISSION_SECONDS, type TuneName } from '../../../web-client/view/sound/tune-lengths.ts';
import { SCORES, tuneParts } from '../../../web-client/view/sound/tunes.ts';

const OWN = { pan: 0, isOwn: true };

describe('notes', () => {
  test('[W74] a line of notes: names, rests, longer notes', () => {
    const notes = melody(0.5, 'A4 - . | C#5 Bb3');
    expect(notes.map(({ at, lasts }) => [at, lasts])).toEqual([
      [0, 0.96],
      [1.5, 0.46],
      [2, 0.46],
    ]);
    expect(notes.map(({ from }) => Math.round(from))).toEqual([440, 554, 233]);
    expect(stepsOf('A4 - . | C#5 Bb3')).toBe(5);
    for (const wrong of ['H4', '- A4', 'A4 . -', 'A']) expect(() => melody(1, wrong)).toThrow('is no note');
  });

  test.each(Object.keys(SCORES) as TuneName[])('[W74] the tune %s is as long as it has to be', (name) => {
    const steps = Object.values(SCORES[name]).map(stepsOf);
    expect(new Set(steps).size).toBe(1);
    for (const part of tuneParts(name, 4)) expect(endOf(part)).toBeLessThanOrEqual(4);
    expect(Math.max(...tuneParts(name, 4).map(endOf))).toBeGreaterThan(name.startsWith('opening') ? 3.98 : 3.8);
    expectInOrder(tuneParts(name, 4));
  });

  test('[W74] no part has two notes at a time', () => {
    for (const { parts } of Object.values(SOUNDS)) expectInOrder(parts);
  });

  test('[W71] the pitches of the siren rise, and so does its speed', () => {
    const sirens = Object.entries(LOOPS).flatMap(([name, loop]) => (name.startsWith('siren') ? [loop] : []));
    expect(sirens).toHaveLength(5);
    for (const [i, siren] of sirens.slice(1).entries()) {
      expect(siren.low).toBeGreaterThan(sirens[i]!.low);
      expect(siren.high).toBeGreaterThan(sirens[i]!.high);
      expect(siren.seconds).toBeLessThan(sirens[i]!.seconds);
    }
  });

  test('[W74] an intermission has music of eight to ten seconds', () => {
    for (const seconds of Object.values(INTERMISSION_SECONDS)) {
      expect(seconds).toBeGreaterThan(8);
      expect(seconds).toBeLessThan(10.3);
    }
  });
});

describe('captions', () => {
  function captions() {
    const time = { ms: 0 };
    const shown = new Captions(() => time.ms);
    return { shown, time };
  }

  test('[W75] each loop, and each sound of a match, has words', () => {
    const silent = ['dotOdd', 'dotEven', 'death', 'click', 'emote', 'joined', 'left'];
    const names = Object.keys(SOUNDS).filter((name) => !silent.includes(name));
    expect(Object.keys(english.sound.sounds).toSorted()).toEqual([...names, 'dots'].toSorted());
    expect(Object.keys(english.sound.loops)).toEqual(Object.keys(LOOPS));
  });

  test('[W75] a run of dots is one caption, for as long as it goes on', () => {
    const { shown, time } = captions();
    for (let i = 0; i < 40; i++) {
      time.ms += 140;
      shown.play(i % 2 === 0 ? 'dotOdd' : 'dotEven', OWN);
      shown.update();
      expect(shown.texts).toEqual(['[dots]']);
    }
    time.ms += SHOWN_MS;
    shown.update();
    expect(shown.texts).toEqual([]);
  });

  test('[W75] a loop is written when it begins, with whose eyes they are', () => {
    const { shown, time } = captions();
    for (let i = 0; i < 5; i++) shown.loop('siren4', -1);
    expect(shown.texts).toEqual(['[siren, fast]']);
    time.ms += SHOWN_MS;
    shown.loop('siren4', -1);
    shown.update();
    expect(shown.texts).toEqual([]);
    shown.loop('eyes', 0);
    shown.loop(null, -1);
    shown.loop('eyes', -1);
    expect(shown.texts).toEqual(['[Blinky’s eyes go home]', '[eyes go home]']);
  });

  test('[W75] there are never more lines than can be read, nor do they change faster', () => {
    const { shown, time } = captions();
    const names = ['fruit', 'ghost', 'extraLife', 'bump', 'count', 'gate'] as const;
    let changes = 0;
    let before = shown.texts;
    for (; time.ms < 10_000; time.ms += 16) {
      shown.play(names[Math.floor(time.ms / 16) % names.length]!, OWN);
      shown.update();
      expect(shown.texts.length).toBeLessThanOrEqual(CAPTIONS_MAX);
      if (shown.texts !== before) changes++;
      before = shown.texts;
    }
    expect(changes).toBeLessThanOrEqual((10_000 / READ_MS + 1) * CAPTIONS_MAX);
  });

  test('[W75] the energizer of another player is written by its loop', () => {
    const { shown } = captions();
    shown.play('energizer', { pan: 0, isOwn: false });
    expect(shown.texts).toEqual([]);
    shown.play('energizer', OWN);
    shown.play('click', OWN);
    expect(shown.texts).toEqual(['[energizer!]']);
  });

  test('[W75] opening and death have words, once each', () => {
    const { shown } = captions();
    for (let i = 0; i < 3; i++) shown.track({ name: 'opening', seconds: i, length: 3 });
    shown.track({ name: 'death', seconds: 0, length: 0 });
    expect(shown.texts).toEqual(['[opening tune]', '[falling tones: caught]']);
    shown.clear();
    expect(shown.texts).toEqual([]);
  });
});

function endOf({ notes }: Part): number {
  const last = notes.at(-1)!;
  return last.at + last.lasts;
}

function expectInOrder(parts: readonly Part[]): void {
  for (const { notes } of parts) {
    for (const [i, note] of notes.slice(1).entries()) {
      expect(note.at).toBeGreaterThanOrEqual(notes[i]!.at + notes[i]!.lasts - 1e-9);
    }
  }
}
