// The tables of open and of ended sessions.

import type { EndedRow, SessionRow } from '../bridge/status/answers.ts';
import { makeButton } from '../monitor/element.ts';
import { KeyedRows } from '../monitor/keyed-rows.ts';
import { bytesText, durationText, rateText, roundTripText, timeText } from './formats.ts';
import { WORDS } from './words.ts';

const { columns: titles } = WORDS;

/** @param end called with the session whose button is pressed */
export function openTable(end: (row: SessionRow) => void): KeyedRows<SessionRow> {
  const text = WORDS.sessions;
  return new KeyedRows<SessionRow>({
    caption: text.title,
    keyOf: ({ id }) => id,
    columns: [
      { title: titles.client, text: ({ client }) => client, classes: 'address' },
      { title: titles.route, text: ({ route }) => route, classes: 'name' },
      { title: titles.user, text: ({ user }) => user ?? WORDS.none, classes: 'name' },
      { title: titles.target, text: targetText, classes: 'address' },
      { title: titles.toTarget, text: ({ bytesToTarget }) => bytesText(bytesToTarget), classes: 'number' },
      { title: titles.toBrowser, text: ({ bytesToBrowser }) => bytesText(bytesToBrowser), classes: 'number' },
      {
        title: titles.rate,
        text: ({ rateToTarget, rateToBrowser }) => `${rateText(rateToTarget)} / ${rateText(rateToBrowser)}`,
        classes: 'number',
      },
      { title: titles.roundTrip, text: ({ rttMs }) => roundTripText(rttMs), classes: 'number' },
      { title: titles.age, text: ({ ageMs }) => durationText(ageMs), classes: 'number' },
    ],
    actionsTitle: text.actions,
    actions: (row) => {
      const { client, route } = row();
      return [makeButton(text.end, () => end(row()), 'danger', text.endOf(client, route))];
    },
  });
}

function targetText({ state, target }: SessionRow): string {
  const address = target ?? WORDS.none;
  return state === 'open' ? address : `${address} (${WORDS.states[state]})`;
}

export function endedTable(): KeyedRows<EndedRow> {
  const text = WORDS.ended;
  return new KeyedRows<EndedRow>({
    caption: text.title,
    keyOf: ({ id }) => id,
    columns: [
      { title: text.at, text: ({ endedAtMs }) => timeText(endedAtMs) },
      { title: titles.client, text: ({ client }) => client, classes: 'address' },
      { title: titles.route, text: ({ route }) => route, classes: 'name' },
      { title: titles.user, text: ({ user }) => user ?? WORDS.none, classes: 'name' },
      { title: titles.target, text: ({ target }) => target ?? WORDS.none, classes: 'address' },
      { title: text.cause, text: ({ cause, code }) => `${cause} (${code})` },
      { title: titles.toTarget, text: ({ bytesToTarget }) => bytesText(bytesToTarget), classes: 'number' },
      { title: titles.toBrowser, text: ({ bytesToBrowser }) => bytesText(bytesToBrowser), classes: 'number' },
      { title: text.duration, text: ({ durationMs }) => durationText(durationMs), classes: 'number' },
    ],
  });
}
