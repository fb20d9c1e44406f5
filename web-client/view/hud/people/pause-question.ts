// The question of a player for a pause, with yes and no, beside the maze: the match goes on meanwhile.

import { words } from '../../../language/language.ts';
import type { OnlineRoom } from '../../../netcode/session-state.ts';
import { make, makeButton, write } from '../../element.ts';

/** The part that a member of the room has in the open question. */
export type PauseRole = 'none' | 'asker' | 'voter' | 'agreed' | 'watcher';

/** @param room with its description, and the own seat and name */
export function pauseRole({
  state,
  info: { pauseAskedBy, pauseSeats },
  ownName,
  match: { seat },
}: Pick<OnlineRoom, 'state' | 'info' | 'ownName'> & { readonly match: { readonly seat: number } }): PauseRole {
  if (pauseAskedBy === '' || state === 'paused') return 'none';
  if (pauseAskedBy === ownName) return 'asker';
  if (seat < 0) return 'watcher';
  return Array.from(pauseSeats).includes(seat) ? 'agreed' : 'voter';
}

export class PauseQuestion {
  readonly root = make('section', 'pause-question');
  private readonly text = make('p', '');
  private readonly yes: HTMLButtonElement;
  private readonly no: HTMLButtonElement;

  /** @param answer true to agree, false to refuse, or to take the own question back */
  constructor(answer: (paused: boolean) => void) {
    this.yes = makeButton(words().pause.yes, () => answer(true), 'strong');
    this.no = makeButton('', () => answer(false));
    this.text.role = 'status';
    this.root.ariaLabel = words().pause.label;
    this.root.hidden = true;
    this.root.append(this.text, make('div', 'buttons', this.yes, this.no));
  }

  update(room: OnlineRoom): void {
    const role = pauseRole(room);
    this.root.hidden = role === 'none';
    if (role === 'none') return;
    const { pauseAskedBy, pauseSeats } = room.info;
    const { asked, askedSelf, waiting, no, takeBack } = words().pause;
    const voters = room.seats.filter(({ driver, disconnected }) => driver === 'human' && !disconnected).length;
    const missing = Math.max(0, voters - pauseSeats.length);
    write(
      this.text,
      role === 'asker' ? askedSelf(missing) : role === 'agreed' ? waiting(missing) : asked(pauseAskedBy),
    );
    this.yes.hidden = role !== 'voter';
    this.no.hidden = role !== 'voter' && role !== 'asker';
    write(this.no, role === 'asker' ? takeBack : no);
  }
}
