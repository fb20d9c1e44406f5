// A file that the page makes, for the player to keep.

import { make } from '../../view/element.ts';

/** @param type the media type. The browser asks where to save it, or puts it among the downloads */
export function saveFile(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = make('a', '');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
