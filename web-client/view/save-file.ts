// A file that the page makes, for the player to keep.

import { make } from './element.ts';

/** The browser asks where to save it, or puts it among the downloads. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = make('a', '');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
