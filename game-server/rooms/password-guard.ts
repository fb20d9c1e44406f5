// Checks the passwords of rooms, and limits how often they may be guessed.
//
//   one caller, one room      5 failures, then a delay that doubles, up to two minutes
//   one caller, all rooms     20 failures, then the same
//   all callers, one room     by how often their network (an address, or an IPv6 /48) has failed here before:
//                             never: 20 failures, then one a second
//                             up to 4 times: 100 failures, then one a second
//                             more often: 30 failures, then one every three seconds
//
// So a player who knows the password enters at the first try, or after a typing error, however much others guess: n
// networks can delay the player by n seconds at the first try and by 4 n after an error, and then have failed too often.
// A caller that has given the password before is not delayed by other callers. A session that has given it is not delayed
// by other sessions of its address either. A right password is never counted, and resets the caller's failures at this
// room, because in a class behind one address many players mistype.

import { siteOf, TokenBucket } from '#net';
import type { Refusal } from '#protocol';
import { BoundedSet } from '../limits/bounded-set.ts';
import type { Clock } from '../clock.ts';
import { Failures } from '../limits/failures.ts';
import type { Logger } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Player } from './player.ts';
import { noticeFrame } from './room-messages.ts';
import { isSameSecret } from '../sessions/secret.ts';

export interface GuardedRoom {
  readonly code: string;
  readonly rules: { readonly password: string };
  readonly host: Player | null;
}

const DELAYS = { delayMsFirst: 2000, delayMsMax: 120_000, forgetMs: 600_000, keysMax: 20_000 };
const FREE_FAILURES_PER_ROOM = 5;
const FREE_FAILURES_PER_CALLER = 20;
/** Failures per second and burst of one room, for networks that have never failed in it, seldom, or often. */
const NEVER = [1, 20] as const;
const SELDOM = [1, 100] as const;
const OFTEN = [1 / 3, 30] as const;
/** The most warnings of guesses that the host gets, per second. */
const WARNINGS_PER_SECOND = 1 / 30;
/** Callers remembered that have given the right password. */
const WELCOME_MAX = 200;

/** What is remembered of one room. */
class Guesses {
  readonly password: string;
  private readonly never: TokenBucket;
  private readonly seldom: TokenBucket;
  private readonly often: TokenBucket;
  readonly warnings: TokenBucket;
  readonly welcome = new BoundedSet<string>(WELCOME_MAX);
  /** Players who have given the right password. Others of the same address may not know it. */
  readonly knowing = new WeakSet<Player>();
  count = 0;

  constructor(password: string, nowMs: number) {
    this.password = password;
    this.never = new TokenBucket(...NEVER, nowMs);
    this.seldom = new TokenBucket(...SELDOM, nowMs);
    this.often = new TokenBucket(...OFTEN, nowMs);
    this.warnings = new TokenBucket(WARNINGS_PER_SECOND, 1, nowMs);
  }

  /** The bucket for a network that has failed this often before. */
  bucketAfter(failures: number): TokenBucket {
    if (failures === 0) return this.never;
    return failures < FREE_FAILURES_PER_ROOM ? this.seldom : this.often;
  }
}

export class PasswordGuard {
  private readonly clock: Clock;
  private readonly metrics: Metrics;
  private readonly log: Logger;
  private readonly byRoom = new WeakMap<GuardedRoom, Guesses>();
  private readonly ofRoomAndCaller = new Failures({ ...DELAYS, freeCount: FREE_FAILURES_PER_ROOM });
  private readonly ofCaller = new Failures({ ...DELAYS, freeCount: FREE_FAILURES_PER_CALLER });
  private readonly ofRoomAndNetwork = new Failures({ ...DELAYS, freeCount: 1 });

  constructor(clock: Clock, metrics: Metrics, log: Logger) {
    this.clock = clock;
    this.metrics = metrics;
    this.log = log;
  }

  /** @returns why this player may not enter, or null. */
  check(room: GuardedRoom, player: Player, given: string): Refusal | null {
    const { password } = room.rules;
    if (password === '') return given === '' ? null : 'wrong-password';
    // A client that opens a link asks without a password first. That is no guess: no room has an empty password.
    if (given === '') return 'wrong-password';
    const nowMs = this.clock.now();
    const guesses = this.guessesOf(room, nowMs);
    const { key } = player.caller;
    const [roomKey, networkKey] = [`${room.code} ${key}`, `${room.code} ${siteOf(key)}`];
    const bucket = guesses.bucketAfter(this.ofRoomAndNetwork.count(networkKey, nowMs));
    const waitMs = Math.max(this.ofRoomAndCaller.waitMs(roomKey, nowMs), this.ofCaller.waitMs(key, nowMs));
    const bucketMs = guesses.welcome.has(key) ? 0 : bucket.waitMs(nowMs);
    const retryAfterMs = Math.ceil(Math.max(waitMs, bucketMs));
    if (retryAfterMs > 0 && !guesses.knowing.has(player)) return { code: 'too-many-guesses', retryAfterMs };

    if (isSameSecret(given, password)) {
      guesses.welcome.add(key);
      guesses.knowing.add(player);
      // Guesses at other rooms stay counted.
      this.ofCaller.forgive(key, this.ofRoomAndCaller.count(roomKey, nowMs), nowMs);
      this.ofRoomAndCaller.forget(roomKey);
      return null;
    }
    bucket.spend(1, nowMs);
    this.ofRoomAndCaller.add(roomKey, nowMs);
    this.ofRoomAndNetwork.add(networkKey, nowMs);
    this.ofCaller.add(key, nowMs);
    this.metrics.passwordFailures++;
    if (++guesses.count >= FREE_FAILURES_PER_ROOM && guesses.warnings.take(nowMs)) this.warn(room, guesses, key);
    return 'wrong-password';
  }

  private warn(room: GuardedRoom, { count }: Guesses, caller: string): void {
    room.host?.send(noticeFrame('password-guessed', null));
    this.log.warn({ room: room.code, failures: count, caller }, 'the password of a room is being guessed');
  }

  /** A new password resets everything except for the delays. */
  private guessesOf(room: GuardedRoom, nowMs: number): Guesses {
    const known = this.byRoom.get(room);
    if (known?.password === room.rules.password) return known;
    const guesses = new Guesses(room.rules.password, nowMs);
    this.byRoom.set(room, guesses);
    return guesses;
  }
}
