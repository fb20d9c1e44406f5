import { expect, test } from 'vitest';
import { BOLD, drawText, GLYPH_HEIGHT, pixelFont, PIXEL_SIGNS, textWidth, trueTypeFont } from '#picture';

/** Rows above capitals. */
const ABOVE = 2;

/** The pixels that a text covers, as lines of text. */
function written(text: string, bold = 0): string[] {
  const lines = Array.from({ length: ABOVE + GLYPH_HEIGHT }, () =>
    Array.from({ length: textWidth(text, bold) }, () => ' '),
  );
  const fillRect = (x: number, y: number, width: number): void => {
    for (let i = 0; i < width; i++) lines[ABOVE + y]![x + i] = '#';
  };
  drawText({ fillRect }, text, 0, 0, 1, bold);
  return lines.map((line) => line.join('').trimEnd());
}

test('[W89] pixel letters, plain and bold', () => {
  expect(written('A1')).toEqual([
    '',
    '',
    ' ###    #',
    '#   #  ##',
    '#   #   #',
    '#####   #',
    '#   #   #',
    '#   #   #',
    '#   #  ###',
  ]);
});

test('[W89] a letter with dots is as high as the letter without, and the dots are above it', () => {
  for (const [dotted, plain] of ['ÄA', 'ÖO', 'ÜU']) {
    expect(written(dotted!).slice(ABOVE)).toEqual(written(plain!).slice(ABOVE));
    expect(written(dotted!).slice(0, ABOVE)).toEqual([' # #', '']);
    expect(written(dotted!, BOLD).slice(0, ABOVE)).toEqual([' ####', '']);
  }
});

test('[W89] every sign has its own picture, but for dashes', () => {
  const pictures = PIXEL_SIGNS.filter((sign) => sign !== '–').map((sign) => written(sign).join('\n'));
  expect(new Set(pictures).size).toBe(pictures.length);
});

test('[W89] the font file has the tables that browsers ask for, with the right checksums', () => {
  const bytes = trueTypeFont(pixelFont());
  const view = new DataView(bytes.buffer);
  const sum = (from: number, length: number): number => {
    let total = 0;
    for (let at = from; at < from + length; at += 4) total = (total + view.getUint32(at)) >>> 0;
    return total;
  };
  const names: string[] = [];
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + 16 * i;
    const name = String.fromCodePoint(...bytes.subarray(at, at + 4));
    const [checksum, offset, length] = [4, 8, 12].map((part) => view.getUint32(at + part)) as [number, number, number];
    names.push(name);
    expect(offset % 4).toBe(0);
    expect(offset + length).toBeLessThanOrEqual(bytes.length);
    // The checksum of the file stands in `head` itself.
    if (name !== 'head') expect(sum(offset, Math.ceil(length / 4) * 4)).toBe(checksum);
  }
  expect(names).toEqual(['OS/2', 'cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name', 'post']);
  expect(sum(0, bytes.length)).toBe(0xb1b0afba);
});
