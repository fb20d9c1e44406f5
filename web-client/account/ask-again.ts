// Asks a question a few times until it has an answer: the API plays a match again before its result counts.

/** Calls back later. @returns a function that cancels the call */
export type After = (ms: number, call: () => void) => () => void;

/** The timer of the page. */
export const pageTimer: After = (ms, call) => {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
};

/**
 * @param askedAfterMs when to ask, in milliseconds from now, rising
 * @param ask null for no answer yet
 * @param answered called once with the first answer, or never
 * @returns a function that ends it
 */
export function askAgain<Answer>(
  askedAfterMs: readonly number[],
  after: After,
  ask: () => Promise<Answer | null>,
  answered: (answer: Answer) => void,
): () => void {
  let isOver = false;
  let cancel = (): void => {};
  const wait = (turn: number): void => {
    const waitMs = askedAfterMs[turn];
    if (waitMs !== undefined) cancel = after(waitMs - (askedAfterMs[turn - 1] ?? 0), () => void askNow(turn));
  };
  const askNow = async (turn: number): Promise<void> => {
    const answer = await ask();
    if (isOver) return;
    if (answer === null) wait(turn + 1);
    else answered(answer);
  };
  wait(0);
  return () => {
    isOver = true;
    cancel();
  };
}
