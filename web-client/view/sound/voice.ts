// Plays parts of notes on audio nodes, in any BaseAudioContext: that of the page, or an OfflineAudioContext of a test.

import { INSTRUMENTS, PULSES, type Instrument, type Wave } from './instruments.ts';
import type { Loop } from './loops.ts';
import type { Note, Part } from './notes.ts';

/** Seconds in which a voice that is stopped early becomes silent: no click, and no longer than a syllable. */
export const FADE_SECONDS = 0.02;

/** Something that sounds, and can be stopped before its end. */
export class Voice {
  /** Where it goes. */
  readonly output: GainNode;
  /** When it ends by itself, on the clock of the context; Infinity for loops. */
  readonly endsAt: number;
  private readonly sources: readonly AudioScheduledSourceNode[];

  constructor(output: GainNode, sources: readonly AudioScheduledSourceNode[], endsAt: number) {
    this.output = output;
    this.sources = sources;
    this.endsAt = endsAt;
  }

  /** Fades it out. @param at a time on the clock of the context, not in the past */
  stop(at: number): void {
    if (at + FADE_SECONDS >= this.endsAt) return;
    const { gain } = this.output;
    gain.setValueAtTime(gain.value, at);
    gain.linearRampToValueAtTime(0, at + FADE_SECONDS);
    for (const source of this.sources) source.stop(at + FADE_SECONDS);
  }
}

/**
 * Plays parts.
 * @param at when, on the clock of the context
 * @param skip seconds of the parts that are left out, notes that have begun by then included
 * @param level factor of their loudness, 0..1
 */
export function playParts(
  context: BaseAudioContext,
  parts: readonly Part[],
  { at, skip = 0, level = 1 }: { readonly at: number; readonly skip?: number; readonly level?: number },
): Voice {
  const output = new GainNode(context, { gain: level });
  const sources: AudioScheduledSourceNode[] = [];
  let endsAt = at;
  for (const { instrument, notes } of parts) {
    const rest = skip > 0 ? notes.filter((note) => note.at >= skip) : notes;
    const last = rest.at(-1);
    if (last === undefined) continue;
    const source = playNotes(context, INSTRUMENTS[instrument], rest, at - skip, output);
    const end = at - skip + last.at + last.lasts;
    source.start(at);
    source.stop(end);
    sources.push(source);
    endsAt = Math.max(endsAt, end);
  }
  return new Voice(output, sources, endsAt);
}

/** Plays a loop until it is stopped. */
export function playLoop(context: BaseAudioContext, loop: Loop, at: number): Voice {
  const { wave, low, high, seconds, sweep, lowpass, level } = loop;
  const output = new GainNode(context, { gain: 1 });
  const source = oscillator(context, wave);
  source.frequency.value = Math.sqrt(low * high);
  const swing = new OscillatorNode(context, { type: sweep, frequency: 1 / seconds });
  // From the middle to the highest pitch: half of the interval, in cents.
  swing.connect(new GainNode(context, { gain: 600 * Math.log2(high / low) })).connect(source.detune);
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(level, at + 2 * FADE_SECONDS);
  source.connect(damping(context, lowpass)).connect(envelope).connect(output);
  source.start(at);
  swing.start(at);
  return new Voice(output, [source, swing], Infinity);
}

/** One oscillator, or noise, whose pitch and loudness follow the notes. */
function playNotes(
  context: BaseAudioContext,
  instrument: Instrument,
  notes: readonly Note[],
  at: number,
  output: GainNode,
): AudioScheduledSourceNode {
  const envelope = new GainNode(context, { gain: 0 });
  for (const note of notes) shape(envelope.gain, instrument, note, at);
  envelope.connect(output);
  if (instrument.wave !== 'noise') {
    const source = oscillator(context, instrument.wave);
    for (const note of notes) bend(source.frequency, note, at, 1);
    const filter = damping(context, instrument.lowpass, instrument.resonance);
    for (const { opens, ...note } of notes) {
      if (opens !== undefined) bend(filter.frequency, { ...note, from: opens[0], to: opens[1] }, at, 1);
    }
    source.connect(filter).connect(envelope);
    return source;
  }
  const source = new AudioBufferSourceNode(context, { buffer: noise(context), loop: true });
  const filter = damping(context, instrument.lowpass);
  for (const note of notes) bend(filter.frequency, note, at, instrument.lowpass);
  source.connect(filter).connect(envelope);
  return source;
}

/** From silence to silence within the note. */
function shape(gain: AudioParam, { level, attack, release, sustain }: Instrument, note: Note, at: number): void {
  const start = at + note.at;
  const end = start + note.lasts;
  // A note that is too short for both has its peak in proportion.
  const share = Math.min(1, note.lasts / (attack + release));
  gain.setValueAtTime(0, start);
  gain.linearRampToValueAtTime(level, start + attack * share);
  gain.linearRampToValueAtTime(level * sustain, end - release * share);
  gain.linearRampToValueAtTime(0, end);
}

function bend(frequency: AudioParam, note: Note, start: number, factor: number): void {
  const { at, lasts, from, to, glides = lasts } = note;
  frequency.setValueAtTime(from * factor, start + at);
  if (to !== from) frequency.exponentialRampToValueAtTime(to * factor, start + at + glides);
}

function damping(context: BaseAudioContext, frequency: number, resonance = 0.5): BiquadFilterNode {
  return new BiquadFilterNode(context, { type: 'lowpass', frequency, Q: resonance });
}

function oscillator(context: BaseAudioContext, wave: Exclude<Wave, 'noise'>): OscillatorNode {
  if (wave in PULSES) return new OscillatorNode(context, { periodicWave: pulse(context, wave as keyof typeof PULSES) });
  return new OscillatorNode(context, { type: wave as OscillatorType });
}

/** Harmonics of a pulse: more would be damped. */
const HARMONICS = 32;
const pulses = new WeakMap<BaseAudioContext, Map<string, PeriodicWave>>();
const noises = new WeakMap<BaseAudioContext, AudioBuffer>();

function pulse(context: BaseAudioContext, name: keyof typeof PULSES): PeriodicWave {
  const made = pulses.get(context) ?? new Map<string, PeriodicWave>();
  pulses.set(context, made);
  let wave = made.get(name);
  if (wave === undefined) {
    const real = new Float32Array(HARMONICS + 1);
    for (let n = 1; n <= HARMONICS; n++) real[n] = (2 / (n * Math.PI)) * Math.sin(n * Math.PI * PULSES[name]);
    wave = new PeriodicWave(context, { real });
    made.set(name, wave);
  }
  return wave;
}

/** Half a second of noise, the same in every run. */
function noise(context: BaseAudioContext): AudioBuffer {
  const known = noises.get(context);
  if (known !== undefined) return known;
  const buffer = new AudioBuffer({ length: Math.floor(context.sampleRate / 2), sampleRate: context.sampleRate });
  const samples = buffer.getChannelData(0);
  let seed = 1;
  for (let i = 0; i < samples.length; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    samples[i] = seed / 2 ** 31;
  }
  noises.set(context, buffer);
  return buffer;
}
