/**
 * Asks all processes the same and waits for their answers: for the metrics of all, and for the status page of all. A process
 * that ends or is too slow is left out.
 */

/** A process that takes longer is not waited for. */
const WAIT_MS_MAX = 2000;

interface Gathering<Process> {
  readonly awaited: Set<Process>;
  readonly answers: Map<Process, unknown>;
  readonly done: () => void;
}

export class Gatherings<Process> {
  /** Bounded by the questions of the admin listener and of operators. */
  readonly #open = new Map<number, Gathering<Process>>();
  #count = 0;

  /**
   * @param send sends the question, with the number that its answer has to name
   * @returns the answers by process, at the latest after two seconds
   */
  async ask(
    processes: Iterable<Process>,
    send: (process: Process, gathering: number) => void,
  ): Promise<ReadonlyMap<Process, unknown>> {
    const number = ++this.#count;
    const answers = new Map<Process, unknown>();
    const awaited = new Set(processes);
    await new Promise<void>((resolve) => {
      if (awaited.size === 0) return resolve();
      const timer = setTimeout(resolve, WAIT_MS_MAX);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#open.set(number, { awaited, answers, done });
      for (const process of [...awaited]) send(process, number);
    });
    this.#open.delete(number);
    return answers;
  }

  answered(process: Process, number: number, value: unknown): void {
    const gathering = this.#open.get(number);
    if (gathering?.awaited.has(process) !== true) return;
    gathering.answers.set(process, value);
    leave(gathering, process);
  }

  /** A process has ended: it answers nothing more. */
  ended(process: Process): void {
    for (const gathering of this.#open.values()) leave(gathering, process);
  }
}

function leave<Process>({ awaited, done }: Gathering<Process>, process: Process): void {
  awaited.delete(process);
  if (awaited.size === 0) done();
}
