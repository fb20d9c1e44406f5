// The names of the tunes, and the length of those that follow no clock. The notes are loaded when needed.

/** Seconds of the music of an intermission. */
export const INTERMISSION_SECONDS = { intermission1: 9.6, intermission2: 8.5, intermission3: 9.4 } as const;

export type IntermissionName = keyof typeof INTERMISSION_SECONDS;
export type TuneName = IntermissionName | 'opening' | 'openingLong';
