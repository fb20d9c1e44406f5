/**
 * The targets of all routes of a bridge: which of them a client gets, how many connections each has, and which are up. It
 * stays when the configuration is read again, so that targets that stay keep what is known of them.
 */
import type { Logger } from '#process';
import type { TargetAddress } from './address.ts';
import { addressText } from './address.ts';
import { dial, type Dial, type DialSettings } from './dial.ts';
import { type HealthCheck, HealthChecks } from './health-checks.ts';
import { type OnRefused, TargetState } from './target-state.ts';
import { inTurn, type Turn } from './turn.ts';

/** What a route says about its targets. */
export interface TargetRoute extends Turn {
  readonly name: string;
  /** Left out where they are looked up for each client. */
  readonly target?: readonly TargetAddress[] | undefined;
  readonly healthCheck: HealthCheck | null;
}

/** Targets of tokens and look-ups that have failed and are remembered; the oldest is forgotten first. */
const FAILED_MAX = 4096;

export interface TargetFigures {
  readonly route: string;
  readonly text: string;
  readonly sessions: number;
  readonly downs: number;
  readonly isUp: boolean;
}

export class Targets {
  readonly checks: HealthChecks;
  /** Called where a target of a route on which failures do not count could not be connected to. */
  onRefused: OnRefused = () => {};
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #dial: typeof dial;
  /** By route and address: those of the configuration, and others with connections or a failure. */
  readonly #states = new Map<string, TargetState>();
  #configured: ReadonlySet<TargetState> = new Set();
  #stopChecks: (() => void)[] = [];

  /**
   * @param now a clock in milliseconds that never goes back
   * @param dialTarget what connects
   */
  constructor(log: Logger, now: () => number = () => performance.now(), dialTarget: typeof dial = dial) {
    this.#log = log;
    this.#now = now;
    this.#dial = dialTarget;
    this.checks = new HealthChecks(dialTarget);
  }

  /** Goes on with the targets of these routes. */
  use<Route extends TargetRoute>(routes: readonly Route[], tlsOf: ReadonlyMap<Route, DialSettings['tls']>): void {
    this.stop();
    const configured = new Set<TargetState>();
    for (const route of routes) {
      for (const address of route.target ?? []) {
        const state = this.#registered(route.name, address);
        if (configured.has(state)) continue;
        configured.add(state);
        state.isChecked = route.healthCheck !== null;
        // Nothing else would ever say that it is up again.
        if (!hasMarks(route)) state.accepted();
        if (route.healthCheck === null) continue;
        this.#stopChecks.push(this.checks.watch(state, tlsOf.get(route) ?? null, route.healthCheck));
      }
    }
    const before = this.#configured;
    this.#configured = configured;
    for (const state of before) {
      if (configured.has(state)) continue;
      state.isChecked = false;
      this.#forgetUnused(state);
    }
  }

  /** Ends all checks. */
  stop(): void {
    for (const stop of this.#stopChecks) stop();
    this.#stopChecks = [];
  }

  /**
   * Connects to a target of the route.
   * @param addresses those that the client may have, in the order of the configuration or of its look-up
   * @param token of the client, null where it has none
   */
  dial(
    route: TargetRoute,
    addresses: readonly TargetAddress[],
    token: string | null,
    { tls, timeoutMs }: Pick<DialSettings, 'tls' | 'timeoutMs'>,
  ): Dial {
    const candidates = addresses.map((address) => this.#stateOf(route.name, address));
    const turn = inTurn(candidates, route, token);
    const marks = hasMarks(route) ? () => isCancelled : null;
    const connectEvent = tls === null ? 'connect' : 'secureConnect';
    let isCancelled = false;
    const { connected, cancel } = this.#dial({
      addresses: turn.map(({ address }) => address),
      tls,
      timeoutMs,
      onTry: (address, socket) => this.#registered(route.name, address).watch(socket, connectEvent, marks),
    });
    return {
      connected,
      cancel() {
        isCancelled = true;
        cancel();
      },
    };
  }

  /** Of the targets in the configuration. */
  figures(): readonly TargetFigures[] {
    return Array.from(this.#configured, ({ route, text, sessions, downs, hasFailed }) => {
      return { route, text, sessions, downs, isUp: !hasFailed };
    });
  }

  #stateOf(route: string, address: TargetAddress): TargetState {
    const parts = { log: this.#log, now: this.#now, onLeft: this.#forgetUnused, onRefused: this.#refused };
    return this.#states.get(keyOf(route, address)) ?? new TargetState(route, address, parts);
  }

  #registered(route: string, address: TargetAddress): TargetState {
    const state = this.#stateOf(route, address);
    this.#states.set(keyOf(route, address), state);
    return state;
  }

  readonly #refused: OnRefused = (state, error) => this.onRefused(state, error);

  readonly #forgetUnused = (state: TargetState): void => {
    if (state.sessions > 0 || this.#configured.has(state)) return;
    const key = keyOf(state.route, state.address);
    this.#states.delete(key);
    if (!state.hasFailed) return;
    // The newest at the end.
    this.#states.set(key, state);
    const unused = this.#states.size - this.#configured.size;
    if (unused <= FAILED_MAX) return;
    for (const [oldest, each] of this.#states) {
      if (each.sessions > 0 || this.#configured.has(each)) continue;
      this.#states.delete(oldest);
      break;
    }
  };
}

/** Whether failures count. A route that has none of the settings tries all of its targets in order, each time. */
function hasMarks({ balance, sticky, healthCheck }: TargetRoute): boolean {
  return balance !== 'order' || sticky !== 'none' || healthCheck !== null;
}

function keyOf(route: string, address: TargetAddress): string {
  return `${addressText(address)} ${route}`;
}
