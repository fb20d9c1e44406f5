// A server in memory with an API that the test plays: it answers what it is asked when the test says so.

import {
  decodeDailyStart,
  NONCE_BYTES,
  signBotToken,
  signTicket,
  TICKET_LIFE_MS,
  type DailyStart,
  type FinishedMatch,
  type Identity,
} from '#handover';
import type { ClientKind } from '#protocol';
import type { GameServerConfig } from '../../../game-server/config.ts';
import type { MatchOutbox } from '../../../game-server/outbox/match-outbox.ts';
import type { MemoryPlayer } from '../../support/memory-player.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const KEY = Buffer.alloc(32, 5);

interface Question {
  readonly path: string;
  answer(value: unknown): void;
  fail(): void;
}

export class ContestServer {
  readonly server: MemoryServer;
  private tickets = 0;
  /** Questions without an answer, oldest first. */
  readonly questions: Question[] = [];
  /** What was handed over. */
  readonly tries: DailyStart[] = [];
  readonly matches: FinishedMatch[] = [];
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
      matchOutbox: this.outbox,
    };
  }

  /** A player of an own address whom the server knows. */
  enter(name: string, kind: ClientKind = 'human', { address = addressOf(name), device = name } = {}): MemoryPlayer {
    const player = this.server.enter(name, kind, address);
    this.identify(player, kind, device);
    return player;
  }

  /** The player says who they are, as the page and bots do. */
  identify(player: MemoryPlayer, kind: ClientKind, device: string): void {
    const nonce = Buffer.alloc(NONCE_BYTES, `${++this.tickets} `).toString('base64url');
    const expiresMs = this.server.clock.date() + TICKET_LIFE_MS;
    const ticket = signTicket({ kind: 'guest', identity: deviceOf(device), name: player.name, expiresMs, nonce }, KEY);
    const token = signBotToken({ user: userOf(device), name: device, version: 1 }, KEY);
    player.send({ type: 'identify', ticket: kind === 'bot' ? token : ticket });
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

  /** Keeps records in memory. */
  private get outbox(): MatchOutbox {
    return {
      take: (_kind: string, _id: string, bytes: Uint8Array) => this.tries.push(decodeDailyStart(bytes)) > 0,
      takeMatch: (match: FinishedMatch | null) => match !== null && this.matches.push(match) > 0,
      removeOpen: () => {},
    } as unknown as MatchOutbox;
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

function userOf(name: string): string {
  return Buffer.from(name.padEnd(16, '.').slice(0, 16)).toString('hex');
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
