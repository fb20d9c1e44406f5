// Chat lines that the server has not accepted yet: the line in the field, and lines under way. A line survives other screens, a
// lost connection and a reload, and a line that the server refuses returns to the field.

import { readLine } from '#protocol';

/** Lines under way, and returned lines that wait for an empty field. Nobody types more before the oldest is answered. */
const LINES_MAX = 10;

/** Where the field's line outlives the page. */
export interface DraftStorage {
  read(): string;
  write(line: string): void;
}

export class ChatDraft {
  private readonly storage: DraftStorage;
  private typed: string;
  /** As typed, the oldest first. */
  private readonly underWay: { readonly line: string; readonly text: string }[] = [];
  private readonly returned: string[] = [];

  constructor(storage: DraftStorage) {
    this.storage = storage;
    this.typed = storage.read();
  }

  /** What stands in the field. */
  get line(): string {
    return this.typed;
  }

  set line(line: string) {
    this.typed = line;
    this.storage.write(line);
  }

  /** The line in the field was sent. @param text what of it is said */
  sent(text: string): void {
    this.underWay.push({ line: this.typed, text: readLine(text) ?? text });
    if (this.underWay.length > LINES_MAX) this.underWay.shift();
    this.line = this.returned.shift() ?? '';
  }

  /** The server has passed on a line of the player. */
  heard(text: string): void {
    const answered = this.underWay.findIndex((each) => each.text === text);
    if (answered >= 0) this.underWay.splice(0, answered + 1);
  }

  /** The server refused the oldest line that it has not answered. @returns whether there was one */
  refused(): boolean {
    const [oldest] = this.underWay.splice(0, 1);
    if (oldest !== undefined) this.takeBack(oldest.line);
    return oldest !== undefined;
  }

  /** The connection is lost, and with it what was under way. */
  lost(): void {
    for (const { line } of this.underWay.splice(0)) this.takeBack(line);
  }

  /** Into the field, or after what stands there. */
  private takeBack(line: string): void {
    if (this.typed.trim() === '') this.line = line;
    else if (this.returned.length < LINES_MAX) this.returned.push(line);
  }
}
