// What others say to the player during a match, in front of the list of players: ready phrases, and the question for a pause.

import { PHRASES, type Phrase, type ServerMessage } from '#protocol';
import { words } from '../../../language/language.ts';
import type { OnlineRoom } from '../../../netcode/session-state.ts';
import { element, make, write } from '../../element.ts';
import { PauseQuestion } from './pause-question.ts';

const PHRASE_MS = 4000;

type PhraseMessage = Pick<ServerMessage & { readonly type: 'phrase' }, 'name' | 'phrase'>;

/** A phrase in the reader's language; null for one of a later version. */
export function phraseText({ phrase }: Pick<PhraseMessage, 'phrase'>): string | null {
  const known: Phrase | undefined = PHRASES[phrase - 1];
  return known === undefined ? null : words().chat.phrases[known];
}

export class OverPlayers {
  private readonly line = make('p', 'phrase-line');
  private readonly pause: PauseQuestion;
  private timer = 0;

  /** @param answer to the question for a pause */
  constructor(answer: (paused: boolean) => void) {
    this.pause = new PauseQuestion(answer);
    this.line.role = 'status';
    this.line.hidden = true;
    const around = element('match', HTMLElement).querySelector('.around')!;
    around.append(make('div', 'over-players', this.line, this.pause.root));
  }

  describe(room: OnlineRoom): void {
    this.pause.update(room);
  }

  say(message: PhraseMessage): void {
    const text = phraseText(message);
    if (text === null) return;
    write(this.line, words().chat.saidBy(message.name, text));
    this.line.hidden = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.line.hidden = true), PHRASE_MS);
  }
}
