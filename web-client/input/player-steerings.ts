// A steering for each player at this screen, and which devices reach it.

import type { Direction, World } from '#simulation';
import { playerOf, type Device, type Devices } from './devices.ts';
import { Steering } from './steering.ts';

export class PlayerSteerings {
  private readonly byPlayer: readonly Steering[];
  private readonly devices: () => Devices;

  /** @param send a direction of a player, who is a number from 1 */
  constructor(playersMax: number, devices: () => Devices, send: (player: number, direction: Direction) => void) {
    this.devices = devices;
    this.byPlayer = Array.from({ length: playersMax }, (_, i) => new Steering((direction) => send(i + 1, direction)));
  }

  /** Of the first player, who has the touch screen. */
  get first(): Steering {
    return this.byPlayer[0]!;
  }

  /** @returns null for a device that steers nobody */
  of(device: Device): Steering | null {
    return this.byPlayer[playerOf(this.devices(), device) - 1] ?? null;
  }

  /** Call for another match, or none. */
  restart(): void {
    for (const steering of this.byPlayer) steering.restart();
  }

  releaseAll(): void {
    for (const steering of this.byPlayer) steering.releaseAll();
  }

  /** Call once a frame, with the world as it is drawn. @param seatOf the seat of a player; -1 for none */
  update(world: World, seatOf: (player: number) => number): void {
    const count = this.devices().length;
    for (let i = 0; i < count; i++) this.byPlayer[i]!.update(world, seatOf(i + 1));
  }
}
