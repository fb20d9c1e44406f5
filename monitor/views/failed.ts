// Matches whose results did not come out when they were played again.

import type { FailedMatch, FailedPage } from '#handover/desk';
import { get, getBytes } from '../desk-api.ts';
import { say } from '../toast.ts';
import { make, makeButton } from '../element.ts';
import { momentText, visibleText } from '../formats.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { PagedList } from '../paged-list.ts';
import type { View } from '../view.ts';
import { WORDS } from '../words.ts';

/** Base64 of longer texts is made in parts. */
const PART = 0x8000;

export function failedView(): View {
  const text = WORDS.failed;
  const rows = new KeyedRows<FailedMatch>({
    caption: WORDS.views.failed,
    keyOf: ({ id }) => id,
    columns: [
      { title: text.ended, text: ({ endedMs }) => momentText(endedMs) },
      { title: text.mode, text: ({ mode }) => mode },
      { title: text.players, text: ({ names }) => names.join(', ') },
      { title: text.score, text: ({ score }) => String(score), classes: 'number' },
      { title: text.failure, text: ({ failure }) => visibleText(failure), classes: 'wide' },
      { title: text.rules, text: ({ rules }) => rules },
    ],
    actionsTitle: text.replay,
    actions: (match) =>
      match().hasReplay
        ? [
            makeButton(text.open, () => void openReplay(match().id), '', text.openOf(match().id)),
            makeButton(text.save, () => void saveReplay(match().id), '', text.saveOf(match().id)),
          ]
        : [text.noReplay].map((none) => make('span', 'quiet', none)),
  });
  const list = new PagedList<FailedMatch, string>(rows, text.none, async (after) => {
    const page = await get<FailedPage>('failed', { after });
    return { rows: page.matches, after: page.after };
  });
  const root = make('section', '', make('div', 'head', make('h1', '', WORDS.views.failed)), ...list.parts);
  void list.refresh();
  return { title: WORDS.views.failed, root, stop() {} };
}

/** The page of the game plays the replay out of its address: only operators can ask for the file. */
async function openReplay(id: string): Promise<void> {
  // Opened at once: a browser blocks a window that does not follow from a click.
  const page = window.open('about:blank');
  try {
    const bytes = await getBytes(`failed/${encodeURIComponent(id)}/replay`);
    const address = `/#replay-data=${base64Url(bytes)}`;
    if (page === null) location.assign(address);
    else page.location.replace(address);
  } catch (error) {
    page?.close();
    say(error instanceof Error ? error.message : String(error));
  }
}

async function saveReplay(id: string): Promise<void> {
  try {
    const bytes = await getBytes(`failed/${encodeURIComponent(id)}/replay`);
    const link = make('a');
    link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/gzip' }));
    link.download = `${id}.json.gz`;
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

function base64Url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PART) text += String.fromCharCode(...bytes.subarray(at, at + PART));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
