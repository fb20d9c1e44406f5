// What a view is, and a loop that asks for news while a view is shown.

export interface View {
  readonly title: string;
  readonly root: HTMLElement;
  /** The page shows another view from now on. */
  stop(): void;
}

/** Calls at once and again after so many milliseconds, not while the page is hidden. @returns what ends it */
export function poll(ms: number, look: () => Promise<void>): () => void {
  let isOver = false;
  let timer = 0;
  const next = async (): Promise<void> => {
    if (!document.hidden) await look();
    if (!isOver) timer = window.setTimeout(() => void next(), ms);
  };
  void next();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
