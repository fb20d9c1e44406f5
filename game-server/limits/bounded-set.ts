// A set that clients can fill: above its maximum, the oldest entry is removed.

export class BoundedSet<Value> {
  private readonly sizeMax: number;
  private readonly values = new Set<Value>();

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax;
  }

  /** Oldest first. */
  [Symbol.iterator](): Iterator<Value> {
    return this.values[Symbol.iterator]();
  }

  has(value: Value): boolean {
    return this.values.has(value);
  }

  add(value: Value): void {
    this.values.add(value);
    if (this.values.size <= this.sizeMax) return;
    const [oldest] = this.values;
    this.values.delete(oldest!);
  }

  delete(value: Value): void {
    this.values.delete(value);
  }
}
