// The account on the page: the line in the menu, the tickets of sessions, and the dialogs, which are loaded when they are wanted.

import type { EndReason } from '#client';
import { words } from '../language/language.ts';
import type { Session } from '../netcode/session.ts';
import type { OnlineRoom } from '../netcode/session-state.ts';
import { preferences } from '../preferences.ts';
import type { Prompt } from '../view/dialogs/prompt.ts';
import { element } from '../view/element.ts';
import type { Toast } from '../view/hud/toast.ts';
import type { Menu } from '../view/menus/menu.ts';
import { Account, type Who } from './account.ts';
import { AccountChip } from './chip.ts';
import type { AccountContext } from './account-context.ts';
import { SessionTicket } from './session-ticket.ts';

/** Errors that answer a ticket. */
const TICKET_CODES: readonly EndReason[] = ['wrong-ticket', 'ticket-expired', 'no-accounts'];

export interface AccountParts {
  session(): Session | null;
  readonly menu: Menu;
  readonly prompt: Prompt;
  readonly toast: Toast;
  /** Call when the player asks for a dialog. @returns whether they still wait for it */
  whereAsked(): () => boolean;
}

export class AccountOnScreen {
  private readonly parts: AccountParts;
  private readonly chip: AccountChip;
  private readonly account = new Account({
    changed: (who) => this.changed(who),
    ticketCame: () => this.followSession(),
  });
  /** Ends the questions for the place of a result. */
  private endStanding = (): void => {};
  private readonly ticket = new SessionTicket(
    () => this.account.takeTicket(),
    () => this.parts.session(),
  );

  constructor(parts: AccountParts) {
    this.parts = parts;
    this.chip = new AccountChip(element('menu', HTMLElement), () => void this.open(parts.whereAsked()));
    parts.menu.onName(() => this.chip.show(this.account.who, parts.menu.playerName));
  }

  get who(): Who {
    return this.account.who;
  }

  /** In the background: nothing waits for it. */
  start(): void {
    this.account.start();
  }

  /** Call for every change of the session. */
  followSession(): void {
    const name = this.parts.session()?.state.name;
    if (name === 'lobby' || name === 'room') this.ticket.follow();
  }

  /** The server has not taken a ticket. @returns whether the player need not know: nobody has signed in, or another ticket follows */
  ticketRefused(code: EndReason): boolean {
    if (code === 'ticket-expired' && this.ticket.repeat()) {
      this.account.changed();
      return true;
    }
    return TICKET_CODES.includes(code) && this.account.who.kind !== 'person';
  }

  /** @param isWanted whether the player still waits for the dialog when it is loaded */
  async open(isWanted: () => boolean): Promise<void> {
    const { menu, prompt, toast } = this.parts;
    try {
      const { openAccount } = await import('./open-account.ts');
      if (!isWanted()) return;
      const changed = (): void => {
        this.ticket.changed();
        this.account.changed();
      };
      const context: Omit<AccountContext, 'dialog' | 'calls'> = {
        playerName: () => menu.playerName,
        changed,
        learned: (name) => this.account.agrees(name) || changed(),
        say: (text) => toast.say(text),
        ask: ({ text, yes, safe }, go) => prompt.open({ text, ways: [{ label: yes, go: () => void go() }], safe }),
      };
      openAccount(context);
    } catch {
      toast.say(words().account.notLoaded);
    }
  }

  /** @param isBest whether the result is the player's best: only then are they invited to keep their name, and once */
  resultShown(room: OnlineRoom, place: HTMLElement, isBest: boolean): void {
    this.resultClosed();
    void this.addToResult(room, place, isBest);
  }

  private async addToResult(room: OnlineRoom, place: HTMLElement, isBest: boolean): Promise<void> {
    const own = room.results?.seats.find(({ name }) => name === room.ownName);
    const { who } = this.account;
    if (who.kind === 'none' || own === undefined) return;
    const { results } = room;
    try {
      const line = await import('./results-line.ts');
      if (!place.isConnected || this.parts.session()?.room?.results !== results) return;
      this.endStanding = line.showStanding(place, room, own);
      if (who.kind === 'person' || !isBest || preferences.get('nameInvited')) return;
      preferences.set('nameInvited', true);
      place.append(line.invitation(() => void this.open(this.parts.whereAsked())));
    } catch {
      // The results are complete without it.
    }
  }

  resultClosed(): void {
    this.endStanding();
    this.endStanding = () => {};
  }

  private changed(who: Who): void {
    const { menu } = this.parts;
    menu.keepName(who.kind === 'person' ? who.name : null);
    this.chip.show(who, menu.playerName);
  }
}
