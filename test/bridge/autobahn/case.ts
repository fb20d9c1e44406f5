/** What a case of the suite is: what the client sends, what it must get, and how the connection must end. */
import { frame, OPCODES, type FrameOptions } from './raw-client.ts';

/**
 * Bytes are written at once, `chops` in pieces of `size` bytes. `settle` waits until the bridge has read all so far: it
 * answers a ping. The original waits for a second instead. `echo` waits for as many messages.
 */
export type Step = Buffer | { readonly chops: Buffer; readonly size: number } | 'settle' | { readonly echo: number };

export type Wanted = readonly ['text' | 'binary' | 'pong', Buffer];

export interface Case {
  /** The number in the Autobahn suite. */
  readonly id: string;
  readonly about: string;
  readonly steps: readonly Step[];
  readonly wanted: readonly Wanted[];
  /**
   * `clean`: when all has arrived the client sends Close with 1000 and gets it back. A number: the bridge sends a Close frame
   * with this code, after the one of the client or because it fails the connection. `no code`: one without.
   */
  readonly end: 'clean' | 'no code' | number;
  /** The bridge may close before the echo is back: it has to pass the target. The original calls that NON-STRICT. */
  readonly mayMissEcho?: boolean;
}

export const text = (payload: Buffer | string, options: FrameOptions = {}) => frame(OPCODES.text, payload, options);
export const binary = (payload: Buffer | string, options: FrameOptions = {}) => frame(OPCODES.binary, payload, options);
export const more = (payload: Buffer | string, options: FrameOptions = {}) =>
  frame(OPCODES.continuation, payload, options);
export const ping = (payload: Buffer | string = '', options: FrameOptions = {}) =>
  frame(OPCODES.ping, payload, options);
export const pong = (payload: Buffer | string = '', options: FrameOptions = {}) =>
  frame(OPCODES.pong, payload, options);

export const octets = (...frames: Buffer[]): Step => ({ chops: Buffer.concat(frames), size: 1 });
export const wantText = (payload: Buffer | string): Wanted => ['text', Buffer.from(payload)];
export const wantBinary = (payload: Buffer | string): Wanted => ['binary', Buffer.from(payload)];
export const wantPong = (payload: Buffer | string = ''): Wanted => ['pong', Buffer.from(payload)];

/** Sent in one piece and echoed. */
export function echoed(id: string, about: string, steps: readonly Step[], ...wanted: Wanted[]): Case {
  return { id, about, steps, wanted, end: 'clean' };
}

/** Fails the connection with this code, and nothing comes back before. */
export function failed(id: string, about: string, code: number, ...steps: Step[]): Case {
  return { id, about, steps, wanted: [], end: code };
}
