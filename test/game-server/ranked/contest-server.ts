// A server in memory with an API that the test plays: it answers what it is asked when the test says so.

import { NONCE_BYTES, signTicket, TICKET_LIFE_MS, type Identity } from '#handover';
import { expect } from 'vitest';
import type { ClientKind } from '#protocol';
import type { GameServerConfig } from '../../../game-server/config.ts';
import type { StartedTry } from '../../../game-server/ranked/daily-play.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const KEY = Buffer.alloc(32, 7);

interface Question {
  readonly path: string;
  answer(value: unknown): void;
  fail(): void;
}

export class ContestServer {
  readonly server: MemoryServer;
  /** Questions without an answer, oldest first. */
  readonly questions: Question[] = [];
  readonly tries: StartedTry[] = [];
  private tickets = 0;
  /** What the API answers at once; undefined for a test that answers itself. */
  answerOf: ((path: URL) => unknown) | undefined = ({ pathname }) =>
    pathname === '/internal/ratings' ? { mu: 25, sigma: 8 } : { match: null };

  /** @param overrides by default no address is exempt from limits, as on the internet */
  constructor(overrides: Partial<GameServerConfig> = {}, hasApi = true) {
    this.server = new MemoryServer({ exemptNetworks: [], ...overrides }, 7, this.surroundings(hasApi));
  }

  surroundings(hasApi = true) {
    return {
      key: KEY,
      askApi: hasApi ? (path: string) => this.ask(path) : null,
      startedTry: (record: StartedTry) => void this.tries.push(record),
    };
  }

  /** A player of an own address whom the server knows. */
  enter(name: string, kind: ClientKind = 'human', { address = addressOf(name), device = name } = {}): MemoryPlayer {
    const player = this.server.enter(name, kind, address);
    this.identify(name, device);
    return player;
  }

  identify(name: string, device: string, server = this.server): void {
    const session = server.core.sessions.named(name)!;
    const { clock } = server;
    const nonce = Buffer.alloc(NONCE_BYTES, String(this.tickets++)).toString('base64url');
    const kind = session.kind === 'bot' ? 'bot' : 'guest';
    const ticket = { kind, identity: deviceOf(device), name, expiresMs: clock.date() + TICKET_LIFE_MS, nonce } as const;
    expect(server.core.sessions.identify(session, signTicket(ticket, KEY))).toBeNull();
  }

  /** Answers have arrived, and ticks have passed. */
  async run(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      // Promises of answers settle between ticks.
      await settled();
      this.server.run(60);
    }
    await settled();
  }

  private ask(path: string): Promise<unknown> {
    const { answerOf } = this;
    if (answerOf !== undefined) return Promise.resolve(answerOf(new URL(path, 'http://api')));
    return new Promise((answer, reject) => {
      this.questions.push({ path, answer, fail: () => reject(new Error('no API')) });
    });
  }
}

export function deviceOf(name: string): Identity {
  return { kind: 'device', hash: name.padEnd(43, '_') };
}

/** An address of its own for each name. */
function addressOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 65_000;
  return `10.1.${sum >> 8}.${sum & 255}`;
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
