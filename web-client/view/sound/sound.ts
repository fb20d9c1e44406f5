// Sounds, made of a few oscillators each. Browsers allow sound only after a gesture: `unlock` is for that.

/** A tone: when it starts and how long it lasts in seconds, and its pitch at both ends in hertz. */
interface Tone {
  readonly at: number;
  readonly lasts: number;
  readonly from: number;
  readonly to: number;
  readonly wave?: OscillatorType;
}

const SOUNDS = {
  dotOdd: [{ at: 0, lasts: 0.05, from: 300, to: 520 }],
  dotEven: [{ at: 0, lasts: 0.05, from: 520, to: 300 }],
  energizer: [
    { at: 0, lasts: 0.1, from: 180, to: 420 },
    { at: 0.1, lasts: 0.1, from: 180, to: 420 },
    { at: 0.2, lasts: 0.1, from: 180, to: 420 },
  ],
  ghost: [{ at: 0, lasts: 0.35, from: 220, to: 1400, wave: 'square' }],
  fruit: [
    { at: 0, lasts: 0.12, from: 420, to: 780 },
    { at: 0.12, lasts: 0.16, from: 780, to: 420 },
  ],
  caught: [
    { at: 0, lasts: 0.2, from: 880, to: 520, wave: 'sawtooth' },
    { at: 0.2, lasts: 0.2, from: 660, to: 360, wave: 'sawtooth' },
    { at: 0.4, lasts: 0.35, from: 480, to: 90, wave: 'sawtooth' },
  ],
  extraLife: arpeggio([1047, 1319, 1568, 2093, 1568, 2093], 0.09),
  start: arpeggio([392, 523, 659, 784, 659, 784, 1047], 0.11),
  cleared: arpeggio([523, 659, 784, 1047, 784, 1047, 1319], 0.09),
  /** Another player was caught. */
  rival: [
    { at: 0, lasts: 0.09, from: 330, to: 990, wave: 'square' },
    { at: 0.09, lasts: 0.16, from: 990, to: 1320, wave: 'square' },
  ],
  revealed: [
    { at: 0, lasts: 0.14, from: 980, to: 980, wave: 'square' },
    { at: 0.16, lasts: 0.14, from: 740, to: 740, wave: 'square' },
    { at: 0.32, lasts: 0.14, from: 980, to: 980, wave: 'square' },
    { at: 0.48, lasts: 0.2, from: 740, to: 740, wave: 'square' },
  ],
  claimed: [
    { at: 0, lasts: 0.07, from: 260, to: 390 },
    { at: 0.08, lasts: 0.12, from: 390, to: 590 },
  ],
  bump: [{ at: 0, lasts: 0.11, from: 210, to: 60, wave: 'square' }],
  waking: [
    { at: 0, lasts: 0.07, from: 660, to: 660 },
    { at: 0.12, lasts: 0.07, from: 660, to: 660 },
  ],
  awake: arpeggio([660, 880, 1100], 0.07),
  refilled: arpeggio([440, 554, 659, 880], 0.06),
  suddenDeath: [
    { at: 0, lasts: 0.4, from: 220, to: 440, wave: 'sawtooth' },
    { at: 0.45, lasts: 0.4, from: 220, to: 440, wave: 'sawtooth' },
    { at: 0.9, lasts: 0.7, from: 220, to: 110, wave: 'sawtooth' },
  ],
  /** A second of a countdown. */
  count: [{ at: 0, lasts: 0.08, from: 880, to: 880 }],
  over: arpeggio([659, 523, 440, 523], 0.11),
  won: arpeggio([523, 659, 784, 1047, 1319, 1047, 1319], 0.09),
  emote: [{ at: 0, lasts: 0.09, from: 700, to: 1050 }],
} as const satisfies Record<string, readonly Tone[]>;

export type SoundName = keyof typeof SOUNDS;

const LOUDNESS = 0.09;
/** Attack and release of a tone in seconds, so that it does not click. */
const EDGE = 0.008;

export class Sound {
  muted: boolean;
  private context: AudioContext | null = null;

  constructor(muted: boolean) {
    this.muted = muted;
  }

  /** Call in the handler of a click or a key. */
  unlock(): void {
    this.context ??= new AudioContext();
    if (this.context.state === 'suspended') void this.context.resume();
  }

  play(name: SoundName): void {
    // A context that still waits for its gesture would play everything at once after it.
    if (this.muted || this.context?.state !== 'running') return;
    for (const tone of SOUNDS[name]) playTone(this.context, tone);
  }
}

function playTone(context: AudioContext, { at, lasts, from, to, wave = 'triangle' }: Tone): void {
  const start = context.currentTime + at;
  const end = start + lasts;
  const oscillator = new OscillatorNode(context, { type: wave, frequency: from });
  const gain = new GainNode(context, { gain: 0 });
  oscillator.frequency.setValueAtTime(from, start);
  oscillator.frequency.exponentialRampToValueAtTime(to, end);
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + EDGE);
  gain.gain.setValueAtTime(LOUDNESS, end - EDGE);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(end);
}

function arpeggio(pitches: readonly number[], each: number): Tone[] {
  return pitches.map((pitch, i) => ({ at: i * each, lasts: each * 0.9, from: pitch, to: pitch, wave: 'square' }));
}
