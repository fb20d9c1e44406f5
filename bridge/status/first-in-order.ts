/** The first of many items in an order, without sorting them all: of thousands of sessions a page shows a hundred. */
export class FirstInOrder<Item> {
  /** In order. */
  readonly items: Item[] = [];
  readonly #max: number;
  readonly #compare: (a: Item, b: Item) => number;

  /** @param max how many are kept, at least 1 */
  constructor(max: number, compare: (a: Item, b: Item) => number) {
    this.#max = max;
    this.#compare = compare;
  }

  add(item: Item): void {
    const { items } = this;
    const isFull = items.length === this.#max;
    if (isFull && this.#compare(item, items.at(-1)!) >= 0) return;
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(item, items[middle]!) < 0) high = middle;
      else low = middle + 1;
    }
    items.splice(low, 0, item);
    if (isFull) items.pop();
  }
}
