import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pngOf } from '../../../api/pictures/png.ts';
import { PICTURE_HEIGHT, PICTURE_WIDTH, replayPicture } from '../../../api/pictures/replay-picture.ts';
import { playedMatch } from '../../support/played-match.ts';

/** A file to look at: test-artifacts is left out of the repository. */
const ARTIFACTS = join(import.meta.dirname, '../../../test-artifacts/pictures');

/** Reads what `pngOf` writes, by the specification: the pixels as rows of red, green and blue. */
function decoded(png: Buffer): { width: number; height: number; rgb: Buffer } {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(parts));
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    expect(rows[y * (1 + width * 3)]).toBe(2);
    for (let x = 0; x < width * 3; x++) {
      const above = y === 0 ? 0 : rgb[(y - 1) * width * 3 + x]!;
      rgb[y * width * 3 + x] = (rows[y * (1 + width * 3) + 1 + x]! + above) & 255;
    }
  }
  return { width, height, rgb };
}

const CASES = [
  ['coop', playedMatch({ mode: 'coop', seed: 5 }, 3000, ['Ann', 'Björn', 'Ода', 'Señor Łódź-Ñ'])],
  ['classic', playedMatch({ mode: 'classic', seed: 3 }, 2400, ['Ann'])],
  ['battle', playedMatch({ mode: 'battle', seed: 3 }, 1200, ['Ann', 'a name of sixteen', 'C', 'D', 'E'])],
  ['mega', playedMatch({ mode: 'mega', seed: 3 }, 900, ['Ann', 'Bo', 'C', 'D', 'E', 'F'])],
] as const;

test.each(CASES)(
  '[PT6] the picture of a replay of %s can be decoded, and shows maze and letters',
  async (mode, replay) => {
    const png = await pngOf(replayPicture(replay, `${mode} - level 1`));
    mkdirSync(ARTIFACTS, { recursive: true });
    writeFileSync(join(ARTIFACTS, `${mode}.png`), png);
    const { width, height, rgb } = decoded(png);
    expect([width, height]).toEqual([PICTURE_WIDTH, PICTURE_HEIGHT]);
    const count = (red: number, green: number, blue: number): number => {
      let found = 0;
      for (let at = 0; at < rgb.length; at += 3)
        if (rgb[at] === red && rgb[at + 1] === green && rgb[at + 2] === blue) found += 1;
      return found;
    };
    expect(count(0x2a, 0x3c, 0xff)).toBeGreaterThan(5000);
    expect(count(0xff, 0xdf, 0x00)).toBeGreaterThan(5000);
    expect(png.length).toBeLessThan(100_000);
  },
);

test('[PT6] players who compete have their places in the picture, with equal scores too', () => {
  const [, , [, battle]] = CASES;
  const result = battle.result!;
  const pictureWith = (places: readonly number[]): Buffer => {
    const seats = places.map((place, at) => ({ ...result.seats[at]!, score: 40, place }));
    return Buffer.from(replayPicture({ ...battle, result: { ...result, seats } }, 'BATTLE').rgba);
  };
  expect(pictureWith([1, 2]).equals(pictureWith([1, 3]))).toBe(false);
});

test('[PT6] the same replay gives the same bytes', async () => {
  const [, replay] = CASES[0];
  const [one, other] = await Promise.all([pngOf(replayPicture(replay, 'x')), pngOf(replayPicture(replay, 'x'))]);
  expect(one.equals(other)).toBe(true);
});
