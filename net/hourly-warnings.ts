/** Warnings about a set-up that is probably wrong: its cause comes with every connection, so each kind is logged rarely. */

const WARN_EVERY_MS = 60 * 60_000;

interface WarningLog {
  warn(fields: { readonly address: string; readonly warning: string }, text: string): void;
}

export class HourlyWarnings<Kind extends string> {
  private readonly texts: Readonly<Record<Kind, string>>;
  private readonly log: WarningLog;
  private readonly now: () => number;
  private readonly warnedMs = new Map<Kind, number>();

  /** @param now a clock in milliseconds that never goes back. */
  constructor(texts: Readonly<Record<Kind, string>>, log: WarningLog, now: () => number) {
    this.texts = texts;
    this.log = log;
    this.now = now;
  }

  /** Logs one warning about this address, unless the same kind was logged within the hour. */
  warn(kind: Kind, address: string): void {
    const nowMs = this.now();
    const before = this.warnedMs.get(kind);
    if (before !== undefined && nowMs - before < WARN_EVERY_MS) return;
    this.warnedMs.set(kind, nowMs);
    this.log.warn({ address, warning: kind }, this.texts[kind]);
  }
}
