/**
 * The limits of a bridge with several processes, as one of these sees them: each handshake asks the first process, which
 * counts for all. What is over a limit by the counts of this process alone is not asked.
 */
import { createHmac } from 'node:crypto';
import type { SharedCounts } from './shared.ts';
import type { ClientAddress } from '../http/client-address.ts';
import type { Attempt, GuessCounts } from '../routes/secret-guesses.ts';
import { HandshakeLimits, type LimitName, type Limits, type TunnelPlaces } from '../websocket/limits.ts';
import type { Asks } from './asks.ts';
import type { Client, FromProcess } from './messages.ts';

export class ProcessCounts implements SharedCounts {
  readonly places: TunnelPlaces;
  readonly #send: (message: FromProcess) => void;
  readonly #key: string;
  readonly #own = new HandshakeLimits();
  readonly #asks: Asks;

  /** @param send to the first process */
  constructor(key: string, asks: Asks, send: (message: FromProcess) => void) {
    this.#key = key;
    this.#asks = asks;
    this.#send = send;
    this.places = {
      take: (client, limits) => this.#take(client, limits),
      leave: (client) => {
        this.#own.leave(client);
        this.#send({ name: 'leave', client: partOf(client) });
      },
    };
  }

  guesses(onWrong: () => void): GuessCounts {
    return {
      of: ({ address }) => {
        const guess = (secret: string) => ({ address, digest: this.#digest(secret) });
        return {
          begin: (secret) => this.#asks.ask<Attempt>({ name: 'begin', guess: guess(secret) }),
          right: (secret) => this.#send({ name: 'right', guess: guess(secret) }),
          dropped: (secret) => this.#send({ name: 'dropped', guess: guess(secret) }),
          wrong: (secret) =>
            void this.#asks.ask<boolean>({ name: 'wrong', guess: guess(secret) }).then((counts) => counts && onWrong()),
        };
      },
    };
  }

  #take(client: ClientAddress, limits: Limits): LimitName | null | Promise<LimitName | null> {
    const broken = this.#own.take(client, limits);
    if (broken !== null) return broken;
    return this.#asks.ask<LimitName | null>({ name: 'take', client: partOf(client) }).then((limit) => {
      if (limit !== null) this.#own.leave(client);
      return limit;
    });
  }

  #digest(secret: string): string {
    return createHmac('sha256', this.#key).update(secret).digest('base64');
  }
}

function partOf({ address, forwarded }: ClientAddress): Client {
  return { address, forwarded };
}
