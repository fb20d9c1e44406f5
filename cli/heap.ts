// How the heaps of the servers are set up, before anything is loaded into them.
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's new generation at its first size. The objects of a message are garbage before the next message comes, but
 * by default the space for them grows to 48 MiB, more than all clients together hold. A small one stays in the cache of
 * the processor.
 */
export function keepNewGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
