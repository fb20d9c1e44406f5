// Words on the wire whose set is open: a later server may send one that this version does not know. Their type makes
// every user handle that case.

declare const unknown: unique symbol;

/** Text in the place of a word, of a later version. */
export type UnknownWord = string & { readonly [unknown]: true };

/** A word of an open set: one that this version knows, or any other. */
export type OpenWord<Known extends string> = Known | UnknownWord;

/** The words of an open set that this version knows. */
export type KnownWord<Word extends string> = Exclude<Word, UnknownWord>;

/** Whether a word is one of those that this version knows. */
export function isKnownWord<Known extends string>(known: readonly Known[], word: string): word is Known {
  return (known as readonly string[]).includes(word);
}

/** What a table with a row for every known word has for a word; undefined for an unknown one. */
export function rowFor<Word extends string, Row>(
  table: Readonly<Record<KnownWord<Word>, Row>>,
  word: Word,
): Row | undefined {
  // Not the names that every object inherits, such as `constructor`.
  return Object.hasOwn(table, word) ? table[word as KnownWord<Word>] : undefined;
}
