// The system's share sheet: phones and tablets have one that players use.

export interface SharedLink {
  /** What the link is, for those who get it. */
  readonly title: string;
  readonly url: string;
  /** Goes with the files. */
  readonly text?: string;
  readonly files?: File[];
}

/** `none`: there is no sheet, or it refused the link. `cancelled`: the player closed it. */
export type SheetOutcome = 'shared' | 'cancelled' | 'none';

export function hasShareSheet(): boolean {
  return typeof navigator.share === 'function' && matchMedia('(pointer: coarse)').matches;
}

/** Call it in a click: browsers open their share sheet in no other moment. */
export async function openShareSheet(
  link: SharedLink,
  share: ((link: SharedLink) => Promise<void>) | null = hasShareSheet() ? (given) => navigator.share(given) : null,
): Promise<SheetOutcome> {
  if (share === null) return 'none';
  try {
    await share(link);
    return 'shared';
  } catch (error) {
    return error instanceof Error && error.name === 'AbortError' ? 'cancelled' : 'none';
  }
}
