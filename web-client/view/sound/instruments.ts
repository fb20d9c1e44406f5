// What notes are played on. A sound names an instrument; voice.ts makes it of audio nodes.

/** Waves with the harmonics of a pulse, as in the sound chips of the arcade's time: high for an eighth or a quarter of the time. */
export const PULSES = { pulse8: 1 / 8, pulse4: 1 / 4 } as const;
export type Wave = 'sine' | 'triangle' | 'square' | 'sawtooth' | keyof typeof PULSES | 'noise';

export interface Instrument {
  readonly wave: Wave;
  /** Amplitude of a note at its loudest, 0..1. */
  readonly level: number;
  /** Seconds in which a note rises from and falls to silence: shorter ones click. */
  readonly attack: number;
  readonly release: number;
  /** Share of its level that a note has before its release: 1 holds it, less is plucked. */
  readonly sustain: number;
  /** Hertz above which the wave is damped. For noise: how far above the pitch of the note it reaches, as a factor. */
  readonly lowpass: number;
  /** How much of the wave is stressed at that border: 0.5, if left out, for nothing. */
  readonly resonance?: number;
}

export const INSTRUMENTS = {
  /** The own mouth. */
  mouth: { wave: 'sawtooth', level: 0.3, attack: 0.008, release: 0.03, sustain: 0.3, lowpass: 2000, resonance: 5 },
  lead: { wave: 'pulse4', level: 0.17, attack: 0.005, release: 0.02, sustain: 0.65, lowpass: 3600 },
  second: { wave: 'pulse8', level: 0.11, attack: 0.005, release: 0.02, sustain: 0.5, lowpass: 3000 },
  bass: { wave: 'triangle', level: 0.26, attack: 0.004, release: 0.025, sustain: 0.6, lowpass: 1400 },
  bell: { wave: 'sine', level: 0.24, attack: 0.003, release: 0.05, sustain: 0.3, lowpass: 6000 },
  chirp: { wave: 'square', level: 0.2, attack: 0.005, release: 0.02, sustain: 0.8, lowpass: 3200 },
  growl: { wave: 'sawtooth', level: 0.24, attack: 0.006, release: 0.03, sustain: 0.8, lowpass: 1800 },
  click: { wave: 'triangle', level: 0.14, attack: 0.002, release: 0.015, sustain: 0.5, lowpass: 5000 },
  brush: { wave: 'noise', level: 0.1, attack: 0.002, release: 0.02, sustain: 0.2, lowpass: 1.5 },
  rumble: { wave: 'noise', level: 0.3, attack: 0.004, release: 0.06, sustain: 0.4, lowpass: 2 },
} as const satisfies Readonly<Record<string, Instrument>>;

export type InstrumentName = keyof typeof INSTRUMENTS;
