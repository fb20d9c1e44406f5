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

/**
 * Makes all objects in the new generation. By default V8 makes those that have often survived there in the old one, such
 * as the listeners of sockets. Where connections are short, these are soon garbage, which keeps all that they refer to
 * until the next full collection.
 */
export function makeObjectsInNewGeneration(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
