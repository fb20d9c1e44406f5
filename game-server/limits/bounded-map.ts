// A map that clients can fill: above its maximum, the entry that was set longest ago is removed.

export class BoundedMap<Key, Value> {
  private readonly sizeMax: number;
  private readonly values = new Map<Key, Value>();

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax;
  }

  get size(): number {
    return this.values.size;
  }

  /** Oldest first. */
  [Symbol.iterator](): Iterator<[Key, Value]> {
    return this.values[Symbol.iterator]();
  }

  get(key: Key): Value | undefined {
    return this.values.get(key);
  }

  set(key: Key, value: Value): void {
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size <= this.sizeMax) return;
    const [oldest] = this.values.keys();
    this.values.delete(oldest!);
  }

  delete(key: Key): void {
    this.values.delete(key);
  }
}
