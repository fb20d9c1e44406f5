// Gives a link away: by the system's share sheet, else by the clipboard, else in a dialog for the player to copy.

import { copyText } from './clipboard.ts';
import { LinkDialog } from './dialogs/link-dialog.ts';
import { openShareSheet } from './share-sheet.ts';

/** `shown`: nothing could be copied, and the link stands selected in a dialog. `cancelled`: the player closed the share sheet. */
export type ShareOutcome = 'shared' | 'copied' | 'shown' | 'cancelled';

const WAYS = {
  sheet: openShareSheet,
  copy: copyText,
  show: (title: string, url: string): void => LinkDialog.shared.open(title, url, { isCopiedByHand: true }),
};

/**
 * Call it in a click: browsers open their share sheet in no other moment.
 * @param title what the link is, for those who get it
 * @param ways of the browser, for tests
 */
export async function shareOrCopy(title: string, url: string, ways = WAYS): Promise<ShareOutcome> {
  const outcome = await ways.sheet({ title, url });
  return outcome === 'none' ? copyOrShow(title, url, ways) : outcome;
}

/** Copies a link. @param title of the dialog that shows the link where it cannot be copied */
export async function copyOrShow(title: string, url: string, ways = WAYS): Promise<'copied' | 'shown'> {
  if (await ways.copy(url)) return 'copied';
  ways.show(title, url);
  return 'shown';
}
