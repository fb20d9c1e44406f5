/** The limits of a bridge with several processes, counted in the first one for all. */
import { type Attempt, SecretGuesses } from '../routes/secret-guesses.ts';
import { HandshakeLimits, type LimitName, type Limits } from '../websocket/limits.ts';
import type { Client, Guess } from './messages.ts';

export class AllCounts {
  readonly #limits: HandshakeLimits;
  readonly #guesses: SecretGuesses;
  #wrong = 0;

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#limits = new HandshakeLimits(now);
    this.#guesses = new SecretGuesses(() => (this.#wrong += 1), now);
  }

  /** What one process has taken. */
  openProcess(): CountsOfProcess {
    return new CountsOfProcess(this.#limits, this.#guesses, () => this.#wrong);
  }
}

export class CountsOfProcess {
  readonly #limits: HandshakeLimits;
  readonly #guesses: SecretGuesses;
  readonly #wrongCount: () => number;
  /** By client, as text. Bounded by `tunnelsMax`. */
  readonly #places = new Map<string, number>();
  /** Guesses that it is looking at, by client and digest. */
  readonly #open = new Map<string, Guess>();

  constructor(limits: HandshakeLimits, guesses: SecretGuesses, wrongCount: () => number) {
    this.#limits = limits;
    this.#guesses = guesses;
    this.#wrongCount = wrongCount;
  }

  /** How many places it has taken. */
  get places(): number {
    return [...this.#places.values()].reduce((sum, count) => sum + count, 0);
  }

  take(client: Client, limits: Limits): LimitName | null {
    const broken = this.#limits.take({ ...client, port: 0 }, limits);
    if (broken === null) this.#add(client, 1);
    return broken;
  }

  leave(client: Client): void {
    this.#limits.leave({ ...client, port: 0 });
    this.#add(client, -1);
  }

  begin(guess: Guess): Attempt {
    const attempt = this.#guesses.of(guess).begin(guess.digest);
    if (attempt.name === 'open') this.#open.set(keyOf(guess), guess);
    return attempt;
  }

  /** @returns whether it counts */
  wrong(guess: Guess): boolean {
    const before = this.#wrongCount();
    this.#open.delete(keyOf(guess));
    this.#guesses.of(guess).wrong(guess.digest);
    return this.#wrongCount() > before;
  }

  right(guess: Guess): void {
    this.#open.delete(keyOf(guess));
    this.#guesses.of(guess).right(guess.digest);
  }

  dropped(guess: Guess): void {
    this.#open.delete(keyOf(guess));
    this.#guesses.of(guess).dropped(guess.digest);
  }

  /** Gives everything back: the process has ended. */
  close(): void {
    for (const [key, count] of this.#places) {
      const client = JSON.parse(key) as Client;
      for (let left = count; left > 0; left--) this.#limits.leave({ ...client, port: 0 });
    }
    this.#places.clear();
    for (const guess of this.#open.values()) this.#guesses.of(guess).dropped(guess.digest);
    this.#open.clear();
  }

  #add(client: Client, change: 1 | -1): void {
    const key = JSON.stringify(client);
    const count = (this.#places.get(key) ?? 0) + change;
    if (count === 0) this.#places.delete(key);
    else this.#places.set(key, count);
  }
}

function keyOf({ address, digest }: Guess): string {
  return `${address} ${digest}`;
}
