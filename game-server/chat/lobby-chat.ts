// Lines of chat to the lobby: all players who are in no room. They may be thousands, so a line is delivered over several
// ticks.

import { Delivery } from '../net/delivery.ts';

interface Listener {
  hears(name: string): boolean;
  send(frame: Buffer): void;
}

interface Speaker extends Listener {
  readonly name: string;
  /** Charges bytes that are written later. */
  caused(bytes: number): void;
}

export class LobbyChat {
  /** A player who enters a room or leaves meanwhile may still get the line, as if it had been on its way. */
  private readonly delivery = new Delivery<Listener>(() => true);

  /** Sends a line. @returns false, with nothing sent, if too many are still under way. */
  say(frame: Buffer, from: Speaker, listeners: Iterable<Listener>): boolean {
    if (this.delivery.isFull) return false;
    const hearing: Listener[] = [];
    for (const each of listeners) if (each === from || each.hears(from.name)) hearing.push(each);
    from.caused(this.delivery.add(frame, hearing));
    return true;
  }

  /** Sends a line of a player of another node. It is lost while too many are still under way. */
  hear(frame: Buffer, from: string, listeners: Iterable<Listener>): void {
    if (this.delivery.isFull) return;
    this.delivery.add(
      frame,
      [...listeners].filter((each) => each.hears(from)),
    );
  }

  tick(): void {
    this.delivery.tick();
  }
}
