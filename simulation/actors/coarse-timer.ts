// The arcade's coarse timers count pulses of a frame counter that never stops, so their length depends on its phase
// (rules/arcade.md 15). Here that counter is the world's tick.

export const TICKS_PER_TENTH = 6;
export const TICKS_PER_PULSE_SECOND = 60;

/**
 * The tick at whose start a timer fires, if it was set in `tick`.
 * @param pulses tenths with TICKS_PER_TENTH, seconds with TICKS_PER_PULSE_SECOND
 */
export function coarseEnd(tick: number, pulses: number, ticksPerPulse: number): number {
  return (Math.floor(tick / ticksPerPulse) + pulses) * ticksPerPulse;
}
