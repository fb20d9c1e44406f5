// When a bot decides: after every update of the World, and while the match is on at least twenty times a second. Between
// two pieces of the log nothing arrives for up to a quarter of a second, but the World moves on.

const INTERVAL_MS = 50;

export class Turns {
  private readonly turn: () => void;
  private timer: NodeJS.Timeout | null = null;

  constructor(turn: () => void) {
    this.turn = turn;
  }

  /** An update has come. @param isOn whether the World ticks */
  updated(isOn: boolean): void {
    this.stop();
    if (isOn) this.timer = setInterval(this.turn, INTERVAL_MS);
    this.turn();
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}
