// The line that says that the connection is bad. link-health.ts decides when it is.

import { words } from '../../language/language.ts';
import type { Complaint } from '../../netcode/link-health.ts';
import { element, write } from '../element.ts';

export class LinkWarning {
  private readonly line = element('line-warning', HTMLElement);

  show(complaint: Complaint | null): void {
    this.line.hidden = complaint === null;
    if (complaint !== null) write(this.line, sentenceOf(complaint));
  }
}

function sentenceOf(complaint: Complaint): string {
  const { linkSilent, linkSlow, linkShaky } = words().match;
  return { silent: linkSilent, slow: linkSlow, shaky: linkShaky }[complaint];
}
