// Tells the members of a room what has become of it. What is said is room-messages.ts, the snapshots are broadcast.ts.

import type { Members } from './members.ts';
import type { Player } from './player.ts';
import { noticeFrame, roomFrame, seatsFrame, type NoticeKind, type RoomView } from './room-messages.ts';

export class Announcer {
  /** Goes up whenever the list of rooms may have to show something else. */
  version = 0;
  private readonly view: RoomView;
  private readonly members: Members;
  /** What the members were last told. */
  private told = { state: '', host: '' };

  constructor(view: RoomView, members: Members) {
    this.view = view;
    this.members = members;
  }

  /** What kind of room this is now. */
  room(except: Player | null = null): void {
    const { host, stateName } = this.view;
    const isNewHost = host !== null && host.name !== this.told.host;
    this.told = { state: stateName, host: host?.name ?? '' };
    this.version++;
    this.members.send(roomFrame(this.view), except);
    if (isNewHost) this.notice('host', host);
  }

  /** The same, if there is another state or another host. */
  change(): void {
    const { host, stateName } = this.view;
    if (stateName !== this.told.state || (host?.name ?? '') !== this.told.host) this.room();
  }

  seats(except: Player | null = null): void {
    this.version++;
    this.members.send(seatsFrame(this.view), except);
  }

  notice(kind: NoticeKind, about: Player, except: Player | null = null): void {
    this.members.send(noticeFrame(kind, about), except);
  }
}
