// The news that a match has ended, for members who see it late: they get it when they have seen the end.

import type { ServerTicks } from '../clock.ts';
import type { MatchScene } from '../match/match.ts';
import type { Player } from './player.ts';

export class EndNews {
  private readonly sceneFor: (player: Player) => MatchScene;
  private readonly ticks: ServerTicks;
  /** The tick of the server in which late members see the end; 0 if nothing is kept from them. */
  private seenTick = 0;

  constructor(sceneFor: (player: Player) => MatchScene, ticks: ServerTicks) {
    this.sceneFor = sceneFor;
    this.ticks = ticks;
  }

  /** Whether late members have not seen the end yet. */
  get isAwaited(): boolean {
    return this.seenTick > this.ticks.now;
  }

  /** Whether the late members are to get it now. */
  get isDue(): boolean {
    return this.seenTick > 0 && this.ticks.now >= this.seenTick;
  }

  /** The match has ended. @param delayTicks by which some see it later */
  keep(delayTicks: number): void {
    this.seenTick = this.ticks.now + delayTicks;
  }

  /** Whether a member does not know yet that the match has ended. */
  isKeptFrom(player: Player): boolean {
    return this.isAwaited && this.sceneFor(player).isLate;
  }

  /** Sends the news to the late members, if it is still kept from them. */
  release(members: Iterable<Player>, news: () => Buffer): void {
    if (this.seenTick === 0) return;
    this.seenTick = 0;
    const frame = news();
    for (const player of members) if (this.sceneFor(player).isLate) player.send(frame);
  }
}
