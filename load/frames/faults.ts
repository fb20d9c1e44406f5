// What went wrong in a run over several nodes: every fault is counted, the first ones are kept as text.

export const FAULT_KINDS = [
  /** Two clients, or one client twice, were shown different Worlds for one tick of a match. */
  'two-worlds',
  /** A node went on showing a match after another node had taken it over. */
  'two-owners',
  /** A node that had taken a match over showed ticks that the node before it had shown to others. */
  'shown-twice',
  /** A client was shown an earlier tick than one it had seen: ticks were lost. */
  'went-back',
  /** An input that had been shown as applied is not in the later match. */
  'lost-input',
  /** A seat's score fell in a mode in which it cannot. */
  'lost-score',
  /** A client came back without its seat, or without its session. */
  'lost-seat',
  /** Two clients had one seat at the same time. */
  'doubled-seat',
  /** A member that was connected throughout did not get a line of chat that others got. */
  'lost-chat',
  /** A client got a line of chat twice. */
  'doubled-chat',
  /** A client's match did not go on although all nodes ran. */
  'stuck',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly text: string;
  readonly atMs: number;
}

/** Faults kept as text; all are counted. */
const KEPT_MAX = 100;

export class Faults {
  private readonly byKind = new Map<FaultKind, number>();
  private readonly kept: Fault[] = [];

  add(kind: FaultKind, text: string, atMs: number): void {
    this.byKind.set(kind, this.count(kind) + 1);
    if (this.kept.length < KEPT_MAX) this.kept.push({ kind, text, atMs });
  }

  count(kind: FaultKind): number {
    return this.byKind.get(kind) ?? 0;
  }

  /** A copy. */
  get counts(): ReadonlyMap<FaultKind, number> {
    return new Map(this.byKind);
  }

  /** Of all kinds. */
  get total(): number {
    return [...this.byKind.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The first of them, in the order in which they were found. */
  get first(): readonly Fault[] {
    return this.kept;
  }
}
