// Whole conversations as lines of text, for tests in any language (protocol/README.md, "Transcripts").

import { FrameDecoder, SERVER_PAYLOAD_BYTES_MAX } from '#protocol';
import { hashWorld, type World } from '#simulation';
import { Packr } from 'msgpackr';
import type { MemoryPlayer } from '../support/memory-player.ts';

const JOINED = 65;
const SNAPSHOT = 66;
const KEYFRAME = 67;

const msgpack = new Packr({ useRecords: false, structuredClone: false, int64AsType: 'number' });

export class Transcript {
  readonly lines: string[] = [];
  private words = new Int32Array(0);

  constructor(title: string) {
    this.lines.push(`# ${title}`);
  }

  /** Records what a client sends and receives from now on. */
  follow(player: MemoryPlayer): void {
    const fromClient = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
    const fromServer = new FrameDecoder(SERVER_PAYLOAD_BYTES_MAX);
    const send = player.bytes.bind(player);
    player.bytes = (bytes) => {
      for (const payload of payloads(fromClient, bytes)) this.note('C', payload);
      send(bytes);
    };
    player.socket.on('data', (chunk: Uint8Array) => {
      for (const payload of payloads(fromServer, chunk)) {
        this.note('S', payload);
        this.apply(msgpack.unpack(payload) as unknown[]);
      }
    });
  }

  /** The connection is lost; another one follows. */
  cut(player: MemoryPlayer): void {
    player.cut();
    this.lines.push('X');
  }

  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }

  private note(from: 'C' | 'S', payload: Uint8Array): void {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(payload.length);
    const hex = Buffer.concat([length, payload]).toString('hex');
    this.lines.push(`${from} ${hex} ${JSON.stringify(msgpack.unpack(payload))}`);
  }

  private apply(message: readonly unknown[]): void {
    if (message[0] === JOINED) this.words = Int32Array.from(message[8] as number[]);
    else if (message[0] === KEYFRAME) this.words = Int32Array.from(message[2] as number[]);
    else if (message[0] === SNAPSHOT) {
      const changes = message[2] as number[];
      for (let i = 0; i < changes.length; i += 2) this.words[changes[i]!]! += changes[i + 1]!;
      this.words[0] = message[1] as number;
    } else return;
    this.lines.push(`H ${this.words[0]!} ${hashWorld({ words: this.words } as World)}`);
  }
}

function payloads(decoder: FrameDecoder, bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  decoder.push(bytes);
  for (let payload = decoder.next(); payload !== null; payload = decoder.next()) found.push(Uint8Array.from(payload));
  return found;
}
