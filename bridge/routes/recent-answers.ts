/** Answers of another server that are kept for a moment, so that many clients who come at once do not all ask. */

/** How long an answer counts as new. */
const FRESH_MS = 250;
/** Answers that are kept. The oldest is forgotten first. */
const ANSWERS_MAX = 4096;

export class RecentAnswers<Answer> {
  readonly #answers = new Map<string, { readonly askedMs: number; readonly answer: Promise<Answer> }>();

  /** @param ask called where no new answer is known */
  of(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const nowMs = performance.now();
    const known = this.#answers.get(key);
    if (known !== undefined && nowMs - known.askedMs < FRESH_MS) return known.answer;
    const answer = ask();
    keep(this.#answers, key, { askedMs: nowMs, answer });
    return answer;
  }
}

/** As the newest of at most `ANSWERS_MAX`. */
export function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > ANSWERS_MAX && oldest !== undefined) map.delete(oldest);
}
