/**
 * What is open now, where thousands come and go. A Set is no place for it: each time V8 makes a new table for a Set that
 * changes, the former table keeps what it contained, and a reference to the new one. Once such a table is in the old
 * generation, everything that was ever in the Set is kept by this chain until the next full collection, and copied before.
 */

/** The place of an entry in a list, for its removal. */
export interface Place<Each> {
  readonly each: Each;
  at: number;
}

/** Keeps no order. Adding and removing take the same time however many there are. */
export class UnorderedList<Each> implements Iterable<Each> {
  readonly #places: Place<Each>[] = [];

  get size(): number {
    return this.#places.length;
  }

  add(each: Each): Place<Each> {
    const place = { each, at: this.#places.length };
    this.#places.push(place);
    return place;
  }

  /** @param place of this list, not removed before */
  remove(place: Place<Each>): void {
    const last = this.#places.pop()!;
    if (last === place) return;
    this.#places[place.at] = last;
    last.at = place.at;
  }

  /** Those that are in it at the beginning; others may come and go meanwhile. */
  [Symbol.iterator](): Iterator<Each> {
    return this.#places.map(({ each }) => each).values();
  }
}
