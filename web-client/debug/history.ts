// The last values of something, oldest first: the data of a small graph.

export class History {
  readonly values: number[] = [];
  private readonly length: number;

  constructor(length: number) {
    this.length = length;
  }

  add(value: number): void {
    this.values.push(value);
    if (this.values.length > this.length) this.values.shift();
  }

  get last(): number {
    return this.values.at(-1) ?? 0;
  }

  /** The value that this share of all values does not exceed, 0..1; 0 when there is none. */
  quantile(share: number): number {
    const sorted = Float64Array.from(this.values).sort();
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  }
}
