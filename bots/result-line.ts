// The result of a match in one line, as its player sees it.

import type { Results } from '#client';

/**
 * @param seat the player's own
 * @param isContest whether the seats play against each other
 */
export function resultLine({ level, score, cleared, seats }: Results, seat: number, isContest: boolean): string {
  const own = seats.find((each) => each.seat === seat);
  if (!isContest) {
    const end = cleared ? 'all levels cleared' : `over on level ${level}`;
    const share = own === undefined || seats.length === 1 ? '' : `, ${own.score} of it its own`;
    return `match ${end}, score ${score}${share}`;
  }
  const winners = seats.filter(({ place }) => place === 1);
  const names = winners.map(({ name }) => name).join(' and ');
  const won = `${names} won with ${winners[0]?.score ?? 0}`;
  if (own === undefined) return `match over: ${won}`;
  const place = `match over: place ${own.place} of ${seats.length}, score ${own.score}`;
  return own.place === 1 && winners.length === 1 ? `${place}, won` : `${place}; ${won}`;
}
