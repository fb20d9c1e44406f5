import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PAGE = join(import.meta.dirname, '../../../web-client');

test('[W121] the page has the tags of a link preview, in the form that the bridge makes absolute', () => {
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8');
  const tags = new Map(
    [...html.matchAll(/<meta property="og:([\w:]+)" content="([^"]*)" \/>/g)].map(([, name, value]) => [name, value]),
  );
  expect(tags.get('image')).toBe('/preview.png');
  expect([tags.get('title'), tags.get('type')]).toEqual(['Packetman', 'website']);
  expect(tags.get('description')).toBe(/name="description" content="([^"]*)"/.exec(html)![1]);
  // Without it, every link shows what it leads to itself.
  expect(tags.has('url')).toBe(false);
  const picture = readFileSync(join(PAGE, 'public/preview.png'));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  const size = [picture.readUInt32BE(16), picture.readUInt32BE(20)].map(String);
  expect(size).toEqual([tags.get('image:width'), tags.get('image:height')]);
  // Messengers leave out larger ones.
  expect(picture.length).toBeLessThan(300_000);
});
