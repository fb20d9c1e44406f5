// Lines to the lobby, where everybody is who is in no room: thousands, maybe, so they are delivered over several ticks.

import { Delivery } from '../net/delivery.ts';

interface Listener {
  hears(name: string): boolean;
  send(frame: Buffer): void;
}

interface Speaker extends Listener {
  readonly name: string;
  /** Pays for what is written later. */
  caused(bytes: number): void;
}

export class LobbyChat {
  /** Who has entered a room or gone since the line was said may still be sent it, as if it had been under way. */
  private readonly delivery = new Delivery<Listener>(() => true);

  /** Passes a line on. @returns false, with nothing done, when too many are under way. */
  say(frame: Buffer, from: Speaker, listeners: Iterable<Listener>): boolean {
    if (this.delivery.isFull) return false;
    const hearing: Listener[] = [];
    for (const each of listeners) if (each === from || each.hears(from.name)) hearing.push(each);
    from.caused(this.delivery.add(frame, hearing));
    return true;
  }

  tick(): void {
    this.delivery.tick();
  }
}
