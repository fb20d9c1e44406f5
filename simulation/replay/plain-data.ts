// Reads values of plain data of any origin, as JSON gives it. Each function returns the value if it is what is expected at
// its place, and otherwise throws a RangeError that names the place.

export type Fields = Readonly<Record<string, unknown>>;

export function objectAt(value: unknown, place: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new RangeError(`${place}: expected an object`);
}

/** A list of any origin may have gaps: `Array.from` reads them as undefined, `map` would leave them. */
export function listAt(value: unknown, lengthMax: number, place: string): readonly unknown[] {
  if (Array.isArray(value) && value.length <= lengthMax) return value;
  throw new RangeError(`${place}: expected a list of at most ${lengthMax}`);
}

export function integerAt(value: unknown, least: number, most: number, place: string): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new RangeError(`${place}: expected a whole number from ${least} to ${most}`);
}

export function booleanAt(value: unknown, place: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new RangeError(`${place}: expected true or false`);
}

export function textAt(value: unknown, lengthMax: number, place: string): string {
  if (typeof value === 'string' && value.length <= lengthMax) return value;
  throw new RangeError(`${place}: expected a text of at most ${lengthMax} characters`);
}

export function oneOfAt<Word extends string>(value: unknown, words: readonly Word[], place: string): Word {
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  throw new RangeError(`${place}: expected one of ${words.join(', ')}`);
}
