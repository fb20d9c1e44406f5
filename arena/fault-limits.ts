// What a program may do before it loses its seat. Up to then it loses turns only: its seat keeps the old direction.

export interface FaultLimits {
  /** Milliseconds of real time within which a program must have joined. */
  readonly joinMs: number;
  /** Ticks that began without its answer: in a row, and in the whole game. */
  readonly lateInARow: number;
  readonly late: number;
  /** Errors that it got from the server in the whole game. */
  readonly errors: number;
}

export const FAULT_LIMITS: FaultLimits = { joinMs: 30_000, lateInARow: 20, late: 200, errors: 20 };

/** Counts what one program does wrong. Its calls return why the program loses its seat, or null. */
export class FaultCount {
  private readonly limits: FaultLimits;
  private readonly thinkMs: number;
  lateTicks = 0;
  private lateInARow = 0;
  private errors = 0;

  constructor(limits: FaultLimits, thinkMs: number) {
    this.limits = limits;
    this.thinkMs = thinkMs;
  }

  answered(): void {
    this.lateInARow = 0;
  }

  late(): string | null {
    this.lateTicks++;
    this.lateInARow++;
    const time = `within ${this.thinkMs} ms each`;
    if (this.lateInARow > this.limits.lateInARow) return `did not answer ${this.lateInARow} ticks in a row ${time}`;
    return this.lateTicks > this.limits.late ? `did not answer ${this.lateTicks} ticks ${time}` : null;
  }

  /** @param code of the error that it got */
  refused(code: string): string | null {
    if (code === 'flood') return 'sent too many messages (flood)';
    this.errors++;
    return this.errors > this.limits.errors ? `got ${this.errors} errors, the last one ${code}` : null;
  }
}
