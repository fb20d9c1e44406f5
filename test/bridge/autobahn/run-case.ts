/** Runs a case against a bridge, and says what is wrong. */
import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import type { Case, Wanted } from './case.ts';
import { closeFrame, OPCODES, openRawClient, type RawClient, type ReceivedFrame } from './raw-client.ts';

export interface EchoRoute {
  readonly path: string;
  /** Whether a message comes back as one message. A stream of bytes has no borders, and no empty messages. */
  readonly keepsBorders: boolean;
}

const NORMAL = 1000;
/** Of the messages that were not wanted. */
const SHOWN_MAX = 12;

/** @returns null if all is as it must be */
export async function problemOf(
  { steps, wanted, end, mayMissEcho = false }: Case,
  port: number,
  route: EchoRoute,
): Promise<string | null> {
  const client = await openRawClient(port, route.path);
  const { socket } = client;
  const hasEchoed = (count: number) => hasArrived(client, wanted.slice(0, count), route);
  for (const step of steps) {
    if (step === 'settle') await client.settle();
    else if ('echo' in step) await client.until(() => hasEchoed(step.echo));
    else if ('chops' in step) await client.chops(step.chops, step.size);
    else socket.write(step);
  }
  if (end === 'clean') {
    await client.until(() => hasEchoed(wanted.length));
    // What comes too much must come before the answer to this.
    await client.settle();
    socket.write(closeFrame(NORMAL));
  }
  await client.until(({ closes }) => closes > 0);
  socket.end();
  await client.until(() => false);
  socket.destroy();
  return (
    wrongEnd(client.frames, end === 'clean' ? NORMAL : end) ?? wrongFrames(client.frames, wanted, route, mayMissEcho)
  );
}

function hasArrived({ counts }: RawClient, wanted: readonly Wanted[], { keepsBorders }: EchoRoute): boolean {
  const data = wanted.filter(([type]) => type !== 'pong');
  if (counts.pongs < wanted.length - data.length) return false;
  if (keepsBorders) return counts.messages >= data.length;
  return counts.messageBytes >= data.reduce((sum, [, { length }]) => sum + length, 0);
}

function wrongEnd(frames: readonly ReceivedFrame[], code: number | 'no code'): string | null {
  const last = frames.at(-1);
  const payload = code === 'no code' ? '' : code.toString(16).padStart(4, '0');
  if (last?.opcode !== OPCODES.close) return 'no Close frame at the end';
  const got = last.payload.subarray(0, 2).toString('hex');
  return got === payload ? null : `closed with ${got} instead of ${payload}`;
}

function wrongFrames(
  received: readonly ReceivedFrame[],
  wanted: readonly Wanted[],
  { keepsBorders }: EchoRoute,
  mayMissEcho: boolean,
): string | null {
  const frames = received.slice(0, -1);
  const odd = frames.find(({ isFinal, reserved, opcode }) => !isFinal || reserved !== 0 || !(opcode in TYPES));
  if (odd !== undefined) return `a frame with opcode ${odd.opcode}`;
  const got = frames.map(({ opcode, payload }): Wanted => [TYPES[opcode]!, payload]);
  if (got.some(([type, payload]) => type === 'text' && !isUtf8(payload))) return 'text that is not UTF-8';
  if (!keepsBorders) return wrongBytes(got, wanted, mayMissEcho);
  if (got.length > wanted.length || (got.length < wanted.length && !mayMissEcho)) return `${got.length} messages`;
  const isWrong = got.some(([type, payload], at) => type !== wanted[at]![0] || !payload.equals(wanted[at]![1]));
  return isWrong ? `got ${shown(got)}` : null;
}

/** The same where borders mean nothing: pongs one by one, and the bytes of all messages, whose type must be right. */
function wrongBytes(got: readonly Wanted[], wanted: readonly Wanted[], mayMissEcho: boolean): string | null {
  const isPong = ([type]: Wanted) => type === 'pong';
  if (!isDeepStrictEqual(got.filter(isPong), wanted.filter(isPong))) return `got ${shown(got)}`;
  const gotBytes = bytesOf(got);
  const wantedBytes = bytesOf(wanted);
  const isWhole = gotBytes.equals(wantedBytes);
  if (!isWhole && !(mayMissEcho && gotBytes.equals(wantedBytes.subarray(0, gotBytes.length)))) return 'other bytes';
  const types = new Set(wanted.map(([type]) => type));
  return got.every(([type]) => types.has(type)) ? null : `got ${shown(got)}`;
}

const TYPES: Readonly<Record<number, Wanted[0]>> = { 1: 'text', 2: 'binary', 10: 'pong' };

function bytesOf(messages: readonly Wanted[]): Buffer {
  return Buffer.concat(messages.filter(([type]) => type !== 'pong').map(([, payload]) => payload));
}

function shown(messages: readonly Wanted[]): string {
  const some = messages
    .slice(0, SHOWN_MAX)
    .map(([type, payload]) => `${type} ${payload.subarray(0, 40).toString('hex')}`);
  return `${messages.length} messages: ${some.join(', ')}`;
}
