// The line that says that the connection is bad. link-health.ts decides when it is.

import type { Complaint } from '../../netcode/link-health.ts';
import { element, write } from '../element.ts';

const WORDS: Readonly<Record<Complaint, string>> = {
  silent: 'Nothing has come from the server for a moment. Your moves may not arrive.',
  slow: 'Your connection is slow: the others may seem to jump.',
  shaky: 'Your connection is unsteady: some of your moves may come late.',
};

export class LinkWarning {
  private readonly line = element('line-warning', HTMLElement);

  show(complaint: Complaint | null): void {
    this.line.hidden = complaint === null;
    if (complaint !== null) write(this.line, WORDS[complaint]);
  }
}
