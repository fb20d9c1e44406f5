// Who has which seat of which match, as the clients were told by `joined`: nobody loses a seat, and no seat has two players.

import type { Faults } from './faults.ts';

/** Matches that are remembered; beyond it the oldest is forgotten. */
const MATCHES_MAX = 2000;

export class SeatBook {
  private readonly faults: Faults;
  /** By match, the client in each seat. */
  private readonly matches = new Map<string, Map<number, string>>();

  constructor(faults: Faults) {
    this.faults = faults;
  }

  /** A client was told its seat: for the first time, or over a new connection. */
  joined(client: string, match: string, seat: number, atMs: number): void {
    const seats = this.matches.get(match) ?? new Map<number, string>();
    this.matches.set(match, seats);
    if (this.matches.size > MATCHES_MAX) {
      const [oldest] = this.matches.keys();
      this.matches.delete(oldest!);
    }
    const before = seatOf(seats, client);
    if (before !== null && before !== seat) {
      this.faults.add('lost-seat', `${client} is in seat ${seat} of ${match} instead of seat ${before}`, atMs);
      seats.delete(before);
    }
    const holder = seats.get(seat);
    if (holder !== undefined && holder !== client) {
      this.faults.add('doubled-seat', `${client} has seat ${seat} of ${match}, which ${holder} has`, atMs);
    }
    seats.set(seat, client);
  }

  /** A client has left, or has been away for as long as a seat is kept: others may have its seats. */
  gone(client: string): void {
    for (const seats of this.matches.values()) {
      const seat = seatOf(seats, client);
      if (seat !== null) seats.delete(seat);
    }
  }

  /** A client came back to a server that no longer had its session or its place. */
  lost(client: string, how: string, atMs: number): void {
    this.faults.add('lost-seat', `${client}: ${how}`, atMs);
    this.gone(client);
  }
}

function seatOf(seats: ReadonlyMap<number, string>, client: string): number | null {
  for (const [seat, holder] of seats) if (holder === client) return seat;
  return null;
}
