// Mixes all sounds of the page: buses with their volumes, one limiter, panning, and a maximum of voices.
//
//   loops ──┐
//   effects ┼─► effects volume ─┐
//   track ──┘                   ├─► limiter ─► ceiling ─► master volume ─► out
//   tune ─────► music volume ───┘

import { LOOPS, type LoopName } from './loops.ts';
import type { Part } from './notes.ts';
import { REST_SECONDS, SOUNDS, type Sound, type SoundName } from './sounds.ts';
import { FADE_SECONDS, playLoop, playParts, type Voice } from './voice.ts';

export interface Volumes {
  /** 0 is silent, 1 the loudest. */
  readonly master: number;
  readonly effects: number;
  readonly music: number;
}

/** Where and how loud a sound is heard. */
export interface Place {
  /** -1 left, 0 middle, 1 right. */
  readonly pan: number;
  /** Factor of its loudness, 0..1. */
  readonly level: number;
}

export const MIDDLE: Place = { pan: 0, level: 1 };

/** A longer sound that stands for something with a clock of its own, such as a death by the World's ticks. */
export interface Track {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly bus: 'effects' | 'music';
}

/** Most of a change of volume is done in so many seconds: at once it would crackle while a slider moves. */
const VOLUME_SECONDS = 0.015;
/** Short sounds at a time. With more, none could be told apart. */
export const VOICES_MAX = 16;
/** Seconds by which a track may drift from its clock before it is set right. The correction is audible. */
const TRACK_DRIFT_SECONDS_MAX = 0.2;
/** Before the limiter: so that a loud sound alone comes near the ceiling. */
const DRIVE = 1.5;
/** The limiter begins at this level, in decibels. */
const LIMIT_DECIBELS = -9;
const LIMIT_RATIO = 12;
/** The largest sample, however much sounds at once: -6 dBFS. Below the knee the curve is straight. */
const CEILING = 0.5;
const KNEE = 0.38;

export class Mixer {
  private readonly context: BaseAudioContext;
  private readonly master: GainNode;
  private readonly buses: Readonly<Record<'effects' | 'music', GainNode>>;
  private voices: { readonly voice: Voice; readonly group: string | undefined; readonly end: AudioNode }[] = [];
  private readonly playedAt = new Map<SoundName, number>();
  private loop: { readonly name: LoopName; readonly voice: Voice; readonly panner: StereoPannerNode } | null = null;
  /** When the loop before this one is silent. */
  private loopFreeAt = 0;
  private track: { readonly name: string; readonly voice: Voice; readonly zeroAt: number } | null = null;

  constructor(context: BaseAudioContext) {
    this.context = context;
    this.master = new GainNode(context);
    const limiter = new DynamicsCompressorNode(context, {
      ...{ threshold: LIMIT_DECIBELS, knee: 6, ratio: LIMIT_RATIO },
      ...{ attack: 0.002, release: 0.12 },
    });
    const ceiling = new WaveShaperNode(context, { curve: ceilingCurve() });
    limiter.connect(new GainNode(context, { gain: 1 / makeUpOf(LIMIT_DECIBELS, LIMIT_RATIO) })).connect(ceiling);
    ceiling.connect(this.master).connect(context.destination);
    this.buses = { effects: new GainNode(context), music: new GainNode(context) };
    const drive = new GainNode(context, { gain: DRIVE });
    for (const bus of Object.values(this.buses)) bus.connect(drive);
    drive.connect(limiter);
  }

  setVolumes({ master, effects, music }: Volumes): void {
    const glideTo = ({ gain }: GainNode, volume: number): void => {
      gain.setTargetAtTime(loudness(volume), this.context.currentTime, VOLUME_SECONDS);
    };
    glideTo(this.master, master);
    glideTo(this.buses.effects, effects);
    glideTo(this.buses.music, music);
  }

  /** What sounds: short sounds, and names of loop and track. For tests. */
  get sounding(): { readonly voices: number; readonly loop: LoopName | null; readonly track: string | null } {
    this.forgetEnded();
    return { voices: this.voices.length, loop: this.loop?.name ?? null, track: this.track?.name ?? null };
  }

  play(name: SoundName, place: Place = MIDDLE): void {
    const now = this.context.currentTime;
    const { parts, group, rest = REST_SECONDS }: Sound = SOUNDS[name];
    if (now - (this.playedAt.get(name) ?? -Infinity) < rest) return;
    this.forgetEnded();
    if (group !== undefined) this.stopGroup(group, now);
    // A quiet sound gives way to those that sound; a loud one takes the place of the oldest.
    if (this.voices.length >= VOICES_MAX && place.level < 1) return;
    if (this.voices.length >= VOICES_MAX) this.voices.shift()!.voice.stop(now);
    this.playedAt.set(name, now);
    const voice = playParts(this.context, parts, { at: now, level: place.level });
    const end = new StereoPannerNode(this.context, { pan: place.pan });
    voice.output.connect(end).connect(this.buses.effects);
    this.voices.push({ voice, group, end });
  }

  /** Lets a loop sound until another one is wanted; null for none. It may be called in each frame. */
  setLoop(name: LoopName | null, pan = 0): void {
    const now = this.context.currentTime;
    if (this.loop?.name === name) {
      this.loop.panner.pan.value = pan;
      return;
    }
    if (this.loop !== null) {
      this.loop.voice.stop(now);
      this.loopFreeAt = now + FADE_SECONDS;
      this.loop = null;
    }
    if (name === null) return;
    // Never two at once: it begins when the one before is silent.
    const voice = playLoop(this.context, LOOPS[name], Math.max(now, this.loopFreeAt));
    const panner = new StereoPannerNode(this.context, { pan });
    voice.output.connect(panner).connect(this.buses.effects);
    this.loop = { name, voice, panner };
  }

  /**
   * Lets a track sound at a place, and keeps it there; null for none. It may be called in each frame.
   * @param seconds from the start of the track
   */
  setTrack(wanted: Track | null, seconds = 0): void {
    const now = this.context.currentTime;
    const { track } = this;
    if (wanted !== null && track !== null && track.name === wanted.name) {
      if (Math.abs(now - track.zeroAt - seconds) <= TRACK_DRIFT_SECONDS_MAX) return;
    }
    track?.voice.stop(now);
    this.track = null;
    if (wanted === null) return;
    const voice = playParts(this.context, wanted.parts, { at: now, skip: seconds });
    voice.output.connect(this.buses[wanted.bus]);
    this.track = { name: wanted.name, voice, zeroAt: now - seconds };
  }

  /** Ends all that sounds. */
  stopAll(): void {
    this.setLoop(null);
    this.setTrack(null);
    for (const { voice } of this.voices) voice.stop(this.context.currentTime);
    this.voices = [];
  }

  /** Ends all sounds without a fade: the rest of one would be heard when the context resumes. */
  cut(): void {
    this.loop?.panner.disconnect();
    this.track?.voice.output.disconnect();
    for (const { end } of this.voices) end.disconnect();
    this.stopAll();
  }

  private stopGroup(group: string, now: number): void {
    for (const each of this.voices) if (each.group === group) each.voice.stop(now);
  }

  private forgetEnded(): void {
    const now = this.context.currentTime;
    this.voices = this.voices.filter(({ voice, end }) => {
      if (voice.endsAt > now) return true;
      end.disconnect();
      return false;
    });
  }
}

/** Ears hear loudness by its logarithm: the middle of a slider is a quarter of the amplitude. */
function loudness(volume: number): number {
  return volume ** 2;
}

/** The gain that a DynamicsCompressorNode adds by itself (Web Audio 1.19.4), without its knee. */
function makeUpOf(threshold: number, ratio: number): number {
  const fullRange = 10 ** ((threshold - threshold / ratio) / 20);
  return (1 / fullRange) ** 0.6;
}

/** Straight up to the knee, then bent so that it ends at the ceiling. */
function ceilingCurve(): Float32Array<ArrayBuffer> {
  const curve = new Float32Array(2049);
  for (let i = 0; i < curve.length; i++) {
    const x = (2 * i) / (curve.length - 1) - 1;
    const above = Math.max(0, Math.abs(x) - KNEE);
    const bent = (CEILING - KNEE) * Math.tanh(above / (CEILING - KNEE));
    curve[i] = Math.sign(x) * (Math.min(Math.abs(x), KNEE) + bent);
  }
  return curve;
}
