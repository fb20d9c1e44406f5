// Who has how many places in the list of rooms.

/** Rooms in the list at a time; others are added when places become free. */
export const LISTED_ROOMS_MAX = 200;
/** Rooms in the list that one address may have opened. */
export const LISTED_ROOMS_PER_CALLER_MAX = 8;

export class ListPlaces {
  private readonly counts = new Map<string, number>();
  private count = 0;

  /** @param caller its key; '' for one that is not limited */
  isFree(caller: string): boolean {
    return this.count < LISTED_ROOMS_MAX && (this.counts.get(caller) ?? 0) < LISTED_ROOMS_PER_CALLER_MAX;
  }

  /** Takes a place if there is one. */
  take(caller: string): boolean {
    if (!this.isFree(caller)) return false;
    this.count++;
    if (caller !== '') this.counts.set(caller, (this.counts.get(caller) ?? 0) + 1);
    return true;
  }
}
