// Where a supervised program listens, as it says over its channel.

import type { ChildProcess } from 'node:child_process';

/** Ports by name: `port`, and `adminPort` where it has one. */
export type Ports = Readonly<Record<string, number>>;

/**
 * Heartbeats come before and in between. Several messages may arrive at once, so none is waited for alone.
 * @throws Error when it ends instead
 */
export function listeningOf(child: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'listening' in message) resolve(message.listening as Ports);
    });
    child.once('exit', () => reject(new Error('the program did not start')));
    child.once('error', reject);
  });
}
