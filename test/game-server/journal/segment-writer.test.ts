import { expect, test } from 'vitest';
import { SegmentWriter } from '../../../game-server/journal/segment-writer.ts';
import { newFolder } from '../../support/new-folder.ts';

test('[GJ1] what is appended during a sync is synced after it, and then the file is closed', async () => {
  const writer = new SegmentWriter(newFolder(), 1, true, null);
  const ended: string[] = [];
  await new Promise<void>((end) => {
    writer.sync(false, (error) => {
      ended.push(`first ${error === null}`);
      // Without another sync the file would be closed now.
      if (!writer.isSyncing) end();
    });
    writer.write(Buffer.from('more'), 4);
    writer.sync(false, (error) => {
      ended.push(`second ${error === null}`);
      end();
    });
    writer.close();
  });
  expect(ended).toEqual(['first true', 'second true']);
  expect(writer.isSyncing).toBe(false);
});
