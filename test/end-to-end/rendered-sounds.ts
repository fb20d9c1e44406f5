// Runs in an empty page: renders sounds through the page's own mixer into an OfflineAudioContext, and measures them.

import { LOOPS, type LoopName } from '../../web-client/view/sound/loops.ts';
import { MIDDLE, Mixer } from '../../web-client/view/sound/mixer.ts';
import { PageSounds } from '../../web-client/view/sound/page-sounds.ts';
import { SOUNDS, type SoundName } from '../../web-client/view/sound/sounds.ts';
import {
  INTERMISSION_SECONDS,
  type IntermissionName,
  type TuneName,
} from '../../web-client/view/sound/tune-lengths.ts';
import { tuneParts } from '../../web-client/view/sound/tunes.ts';

const RATE = 44_100;
/** Silence before each sound: the mixer's limiter delays everything by 6 ms. */
const LEAD = 0.1;
const TAIL = 0.3;
/** -60 dBFS: nothing. */
const NOTHING = 0.001;
/** Loudness is measured in windows of so many seconds. */
const WINDOW = 0.01;

/** Lengths in seconds, amplitudes of full scale. */
export interface Figures {
  readonly lasts: number;
  readonly peak: number;
  /** Anything that is heard before its start, and after it has ended. */
  readonly before: number;
  readonly after: number;
  /** The largest step from one sample to the next. */
  readonly jump: number;
  /** The longest time below -50 dBFS between its start and its end. */
  readonly gap: number;
  /** Mean of its pitch in hertz, by its zeros. */
  readonly pitch: number;
  /** How much louder the right side is than the left, -1..1. */
  readonly side: number;
}

/** Something that is done with the mixer at a time of the rendering. */
type Deed = readonly [seconds: number, act: (mixer: Mixer) => void];

async function render(seconds: number, deeds: readonly Deed[]): Promise<AudioBuffer> {
  const context = new OfflineAudioContext({ numberOfChannels: 2, length: Math.ceil(seconds * RATE), sampleRate: RATE });
  const mixer = new Mixer(context);
  const done = deeds.map(async ([at, act]) => {
    await context.suspend(at);
    act(mixer);
    await context.resume();
  });
  const [buffer] = await Promise.all([context.startRendering(), ...done]);
  return buffer;
}

function measure(buffer: AudioBuffer, endsAt = buffer.duration - TAIL / 2): Figures {
  const [left, right] = [buffer.getChannelData(0), buffer.getChannelData(1)];
  let [first, last, peak, jump, zeros, before, after] = [-1, -1, 0, 0, 0, 0, 0];
  let [leftPower, rightPower] = [0, 0];
  for (let i = 1; i < left.length; i++) {
    const loudest = Math.max(Math.abs(left[i]!), Math.abs(right[i]!));
    if (loudest > NOTHING) {
      if (first < 0) first = i;
      last = i;
    }
    peak = Math.max(peak, loudest);
    jump = Math.max(jump, Math.abs(left[i]! - left[i - 1]!), Math.abs(right[i]! - right[i - 1]!));
    if (left[i]! >= 0 !== left[i - 1]! >= 0) zeros++;
    if (i < LEAD * RATE) before = Math.max(before, loudest);
    if (i > endsAt * RATE) after = Math.max(after, loudest);
    leftPower += left[i]! ** 2;
    rightPower += right[i]! ** 2;
  }
  const lasts = (last - first) / RATE;
  const side = (rightPower - leftPower) / (rightPower + leftPower || 1);
  return { lasts, peak, before, after, jump, gap: longestGap(left, first, last), pitch: zeros / 2 / lasts, side };
}

function longestGap(samples: Float32Array, first: number, last: number): number {
  const size = Math.round(WINDOW * RATE);
  let [longest, current] = [0, 0];
  for (let at = first; at + size <= last; at += size) {
    let power = 0;
    for (let i = at; i < at + size; i++) power += samples[i]! ** 2;
    current = Math.sqrt(power / size) < 0.00316 ? current + WINDOW : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

async function measureSound(name: SoundName, pan = 0, level = 1): Promise<Figures> {
  const parts = SOUNDS[name].parts;
  const lasts = Math.max(...parts.flatMap(({ notes }) => notes.map((note) => note.at + note.lasts)));
  const endsAt = LEAD + lasts + 0.02;
  return measure(await render(endsAt + TAIL, [[LEAD, (mixer) => mixer.play(name, { pan, level })]]), endsAt);
}

async function measureLoop(name: LoopName): Promise<Figures> {
  const stop: Deed = [LEAD + 2, (mixer) => mixer.setLoop(null)];
  return measure(await render(2.5, [[LEAD, (mixer) => mixer.setLoop(name)], stop]), LEAD + 2.05);
}

/** @param skip seconds of it that are over when it begins */
async function measureTune(name: TuneName, seconds: number, skip = 0): Promise<Figures> {
  const track = { name, parts: tuneParts(name, seconds), bus: 'music' } as const;
  const endsAt = LEAD + seconds - skip + 0.02;
  return measure(await render(endsAt + TAIL, [[LEAD, (mixer) => mixer.setTrack(track, skip)]]), endsAt);
}

/** A run of dots. @param ticks between two of them, one after the other */
async function measureDots(ticks: readonly number[]): Promise<Figures> {
  let at = LEAD;
  const deeds = ticks.map((after, i): Deed => {
    const deed: Deed = [at, (mixer) => mixer.play(i % 2 === 0 ? 'dotOdd' : 'dotEven')];
    at += after / 60;
    return deed;
  });
  return measure(await render(at + TAIL, deeds), at + 0.25);
}

/** Everything at once, and again, with all volumes at their highest. */
async function measureEverything(): Promise<Figures> {
  const track = { name: 'tune', parts: tuneParts('opening', 3), bus: 'music' } as const;
  const all = (mixer: Mixer): void => {
    mixer.setVolumes({ master: 1, effects: 1, music: 1 });
    mixer.setLoop('fright');
    mixer.setTrack(track);
    for (const name of Object.keys(SOUNDS) as SoundName[]) mixer.play(name, MIDDLE);
  };
  return measure(
    await render(
      4,
      [0.1, 0.3, 0.5, 0.7].map((at): Deed => [at, all]),
    ),
  );
}

/** How loud left and right are at the same time, at most, in windows: 0 if one is silent whenever the other is not. */
function overlapOf(buffer: AudioBuffer): number {
  const size = Math.round(WINDOW * RATE);
  const peaks = [0, 1].map((channel) => {
    const samples = buffer.getChannelData(channel);
    return Array.from({ length: Math.floor(samples.length / size) }, (_, at) =>
      samples.subarray(at * size, (at + 1) * size).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
    );
  });
  return Math.max(...peaks[0]!.map((peak, at) => Math.min(peak, peaks[1]![at]!)));
}

/** One loop left, then another one right; and the same with syllables, and with the same sound twice. */
async function measureTurns(): Promise<{ readonly loops: number; readonly syllables: number; readonly same: number }> {
  const left = { pan: -1, level: 1 };
  const right = { pan: 1, level: 1 };
  const loops = await render(0.8, [
    [LEAD, (mixer) => mixer.setLoop('siren3', -1)],
    [LEAD + 0.3, (mixer) => mixer.setLoop('fright', 1)],
  ]);
  // A window longer than the fade: the syllables meet in it.
  const syllables = await render(0.6, [
    [LEAD, (mixer) => mixer.play('dotOdd', left)],
    [LEAD + 0.12, (mixer) => mixer.play('dotEven', right)],
  ]);
  const same = await render(0.6, [
    [LEAD, (mixer) => mixer.play('bump', left)],
    [LEAD + 0.01, (mixer) => mixer.play('bump', right)],
  ]);
  const tail = (buffer: AudioBuffer): number =>
    buffer
      .getChannelData(0)
      .subarray((LEAD + 0.16) * RATE)
      .reduce((most, sample) => Math.max(most, sample), 0);
  return { loops: overlapOf(loops), syllables: tail(syllables), same: overlapOf(same) };
}

/** Short sounds at a time when far more are asked for, and whether a quiet one was among the last. */
async function countVoices(): Promise<number> {
  let most = 0;
  const many = (mixer: Mixer): void => {
    for (const name of Object.keys(SOUNDS) as SoundName[]) mixer.play(name, { pan: 0, level: 1 });
    for (const name of Object.keys(SOUNDS) as SoundName[]) mixer.play(name, { pan: 0, level: 0.4 });
    most = Math.max(most, mixer.sounding.voices);
  };
  await render(
    0.6,
    [0.1, 0.2, 0.3].map((at): Deed => [at, many]),
  );
  return most;
}

/** As the page has it, with an audio context of its own. */
export const pageSounds = new PageSounds();

/** What the test calls in the page. */
export const measured = {
  soundNames: Object.keys(SOUNDS) as SoundName[],
  loopNames: Object.keys(LOOPS) as LoopName[],
  intermissions: Object.entries(INTERMISSION_SECONDS) as [IntermissionName, number][],
  sound: measureSound,
  loop: measureLoop,
  tune: measureTune,
  dots: measureDots,
  everything: measureEverything,
  turns: measureTurns,
  voices: countVoices,
};
