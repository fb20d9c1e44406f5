import { expect, test } from 'vitest';
import { roomRecordsPath } from '../../../web-client/daily/room-records.ts';

test('[W176] the results lead to the tables of the players of a room, whatever their names are', () => {
  const seats = [
    { name: 'Ann & Bea', driver: 'human' },
    { name: 'Inky', driver: 'ai' },
    { name: 'Robo', driver: 'bot' },
    { name: 'é#1', driver: 'human' },
    { name: '', driver: 'empty' },
  ] as const;
  const path = roomRecordsPath('battle', seats)!;
  const { pathname, searchParams } = new URL(path, 'http://a');
  expect([pathname, searchParams.get('mode'), searchParams.getAll('player')]).toEqual([
    '/records',
    'battle',
    ['Ann & Bea', 'é#1'],
  ]);
  expect(roomRecordsPath('coop', seats.slice(0, 3))).toBeNull();
});
