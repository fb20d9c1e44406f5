// How the servers' heaps are set, before anything is loaded into them.
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's new generation at its first size. What a message leaves behind is dead before the next one; left to itself
 * the space for it grows to 48 MiB, which is more than all clients together hold. Kept small it stays in the processor's
 * cache.
 */
export function keepNewGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
