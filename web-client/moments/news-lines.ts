// The line of news beside the maze: the newest news for three seconds, otherwise whom a player who is out watches.

import { words } from '../language/language.ts';
import { fateOf } from './fate.ts';
import type { SeenMatch } from './moment-source.ts';
import { newsOf, type NameOf } from './moment-text.ts';
import type { Moment } from './moment.ts';

const SHOWN_MS = 3000;

export class NewsLines {
  private text = '';
  private untilMs = 0;

  /** Call once a frame, with its moments. @returns the line, '' for none */
  update(moments: readonly Moment[], match: SeenMatch, nameOf: NameOf, nowMs: number): string {
    const isTeam = match.prediction.confirmed.settings.mode.lives.owner === 'team';
    for (const moment of moments) {
      const news = newsOf(moment, nameOf, isTeam);
      if (news === null) continue;
      this.text = news;
      this.untilMs = nowMs + SHOWN_MS;
    }
    return nowMs < this.untilMs ? this.text : statusOf(match, nameOf);
  }

  clear(): void {
    this.untilMs = 0;
  }
}

/** Whom a player of a team watches while they are out. `battle` says so in its own line. */
function statusOf({ viewer, marked, prediction: { confirmed } }: SeenMatch, nameOf: NameOf): string {
  const isTeam = confirmed.settings.mode.lives.owner === 'team';
  if (!isTeam || marked === viewer || marked < 0 || fateOf(confirmed, viewer).name !== 'out') return '';
  return words().moments.outWatching(nameOf(marked));
}
