/** Bytes a second of open tunnels, measured from look to look: while nobody looks there is nothing to do, and nothing is kept. */
import type { OpenTunnel } from '../websocket/tunnels.ts';

/** Looks of several viewers at almost the same time are one. */
const SAMPLE_MS_MIN = 1000;
/** A rate over a longer time would hide what happens now. */
const SAMPLE_MS_MAX = 10_000;

export interface Rate {
  readonly toTarget: number;
  readonly toBrowser: number;
}

interface Sample {
  readonly bytesToTarget: number;
  readonly bytesToBrowser: number;
  /** Null for the first sample of a tunnel. */
  readonly rate: Rate | null;
}

export class Rates {
  #samples = new Map<OpenTunnel, Sample>();
  #atMs = 0;
  #forget: NodeJS.Timeout | undefined;

  /** @param nowMs of a clock that never goes back */
  look(tunnels: Iterable<OpenTunnel>, nowMs: number): void {
    const sinceMs = nowMs - this.#atMs;
    if (this.#samples.size > 0 && sinceMs < SAMPLE_MS_MIN) return;
    const before = sinceMs > SAMPLE_MS_MAX ? new Map<OpenTunnel, Sample>() : this.#samples;
    const samples = new Map<OpenTunnel, Sample>();
    for (const open of tunnels) {
      const { bytesToTarget, bytesToBrowser } = open.tunnel.traffic;
      const last = before.get(open);
      const rate =
        last === undefined
          ? null
          : {
              toTarget: ((bytesToTarget - last.bytesToTarget) * 1000) / sinceMs,
              toBrowser: ((bytesToBrowser - last.bytesToBrowser) * 1000) / sinceMs,
            };
      samples.set(open, { bytesToTarget, bytesToBrowser, rate });
    }
    this.#samples = samples;
    this.#atMs = nowMs;
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => this.#samples.clear(), SAMPLE_MS_MAX).unref();
  }

  /** Null for a tunnel that has not been seen twice. */
  of(open: OpenTunnel): Rate | null {
    return this.#samples.get(open)?.rate ?? null;
  }

  stop(): void {
    clearTimeout(this.#forget);
    this.#samples.clear();
  }
}
