// Writes a TrueType font whose glyphs are made of squares: the tables that browsers ask for, and nothing else.
// Format: https://learn.microsoft.com/typography/opentype/spec/otff

export interface PixelGlyph {
  readonly character: string;
  /** Rectangles in pixels: x from the left edge, y from the baseline up. */
  readonly boxes: readonly PixelBox[];
}

export interface PixelBox {
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

export interface PixelFont {
  readonly name: string;
  /** Pixels of an em, of a glyph's advance, above and below the baseline. */
  readonly em: number;
  readonly advance: number;
  readonly ascent: number;
  readonly descent: number;
  readonly glyphs: readonly PixelGlyph[];
}

/** Units of the font for a pixel. */
const UNIT = 128;
const MAGIC = 0x5f0f3cf5;
const CHECKSUM = 0xb1b0afba;
const ON_CURVE = 1;
const BASIC_PLANE_MAX = 0xffff;

/** @returns the bytes of a font file. Glyph 0, which stands for what is missing, is empty */
export function trueTypeFont(font: PixelFont): Uint8Array<ArrayBuffer> {
  const glyphs = font.glyphs.toSorted((a, b) => a.character.codePointAt(0)! - b.character.codePointAt(0)!);
  const outlines = [[], ...glyphs.map(({ boxes }) => outline(boxes))];
  const offsets = [0];
  for (const bytes of outlines) offsets.push(offsets.at(-1)! + bytes.length);
  const tables: Readonly<Record<string, readonly number[]>> = {
    'OS/2': os2(font, glyphs),
    cmap: cmap(glyphs),
    glyf: outlines.flat(),
    head: head(font),
    hhea: hhea(font, outlines.length),
    // The missing glyph first; each with its advance, and where its outline begins.
    hmtx: [0, ...glyphs.map(leftOf)].flatMap((left) => [font.advance * UNIT, left * UNIT].flatMap(u16)),
    loca: offsets.flatMap(u32),
    maxp: maxp(glyphs, outlines.length),
    name: nameTable(font.name),
    post: [...u32(0x30000), ...zeros(28)],
  };
  return file(tables);
}

function file(tables: Readonly<Record<string, readonly number[]>>): Uint8Array<ArrayBuffer> {
  const names = Object.keys(tables);
  const power = 2 ** Math.floor(Math.log2(names.length));
  const directory = [
    ...u32(0x10000),
    ...[names.length, power * 16, Math.log2(power), (names.length - power) * 16].flatMap(u16),
  ];
  let offset = directory.length + 16 * names.length;
  let headOffset = 0;
  const body: number[] = [];
  for (const name of names) {
    const table = tables[name]!;
    if (name === 'head') headOffset = offset;
    directory.push(...ascii(name), ...u32(checksum(table)), ...u32(offset), ...u32(table.length));
    const padded = [...table, ...zeros((4 - (table.length % 4)) % 4)];
    for (const byte of padded) body.push(byte);
    offset += padded.length;
  }
  const bytes = Uint8Array.from([...directory, ...body]);
  new DataView(bytes.buffer).setUint32(headOffset + 8, (CHECKSUM - checksum(bytes)) >>> 0);
  return bytes;
}

function leftOf({ boxes }: PixelGlyph): number {
  return boxes.length === 0 ? 0 : Math.min(...boxes.map(({ left }) => left));
}

/** A glyph: a square contour for each box, clockwise, which is filled. */
function outline(boxes: readonly PixelBox[]): number[] {
  if (boxes.length === 0) return [];
  const points: (readonly [x: number, y: number])[] = boxes.flatMap(({ left, bottom, width, height }) => [
    [left, bottom] as const,
    [left, bottom + height] as const,
    [left + width, bottom + height] as const,
    [left + width, bottom] as const,
  ]);
  const [xs, ys] = [points.map(([x]) => x * UNIT), points.map(([, y]) => y * UNIT)];
  const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const bytes = [
    ...[boxes.length, ...bounds, ...boxes.map((_, i) => 4 * i + 3), 0].flatMap(u16),
    ...points.map(() => ON_CURVE),
    ...[xs, ys].flatMap((line) => line.flatMap((value, i) => u16(value - (line[i - 1] ?? 0)))),
  ];
  return [...bytes, ...zeros((4 - (bytes.length % 4)) % 4)];
}

/** Format 4: a segment for each character. */
function cmap(glyphs: readonly PixelGlyph[]): number[] {
  const codes = [...glyphs.map(({ character }) => character.codePointAt(0)!), BASIC_PLANE_MAX];
  const count = codes.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const deltas = codes.map((code, i) => (code === BASIC_PLANE_MAX ? 1 : i + 1 - code));
  const words = [
    ...[4, 16 + 8 * count, 0, 2 * count, 2 * power, Math.log2(power), 2 * (count - power)],
    ...[...codes, 0, ...codes, ...deltas, ...codes.map(() => 0)],
  ];
  return [...[0, 1, 3, 1].flatMap(u16), ...u32(12), ...words.flatMap(u16)];
}

function head({ em, ascent, descent, advance }: PixelFont): number[] {
  return [
    ...[0x10000, 0x10000, 0, MAGIC].flatMap(u32),
    // Baseline and left edge at 0; two dates, which are not known.
    ...[0b11, em * UNIT].flatMap(u16),
    ...zeros(16),
    // Bounds; no style; readable from 7 pixels on; long offsets.
    ...[0, -descent * UNIT, advance * UNIT, ascent * UNIT, 0, 7, 2, 1, 0].flatMap(u16),
  ];
}

function hhea({ ascent, descent, advance }: PixelFont, glyphCount: number): number[] {
  const vertical = [ascent * UNIT, -descent * UNIT, 0];
  return [
    ...u32(0x10000),
    ...[...vertical, advance * UNIT, 0, 0, advance * UNIT, 1, ...zeros(7), glyphCount].flatMap(u16),
  ];
}

function maxp(glyphs: readonly PixelGlyph[], count: number): number[] {
  const contours = Math.max(...glyphs.map(({ boxes }) => boxes.length));
  return [...u32(0x10000), ...[count, 4 * contours, contours, 0, 0, 2, ...zeros(8)].flatMap(u16)];
}

function os2({ em, advance, ascent, descent }: PixelFont, glyphs: readonly PixelGlyph[]): number[] {
  const codes = glyphs.map(({ character }) => character.codePointAt(0)!);
  return [
    // Version 4, average width, weight, width class, may be embedded; sizes of small letters and strokes.
    ...[4, advance * UNIT, 400, 5, 0, ...zeros(11)].flatMap(u16),
    ...zeros(10),
    ...[0, 0, 0, 0].flatMap(u32),
    ...ascii('PCKT'),
    ...[0x40, codes[0]!, codes.at(-1)!, ascent * UNIT, -descent * UNIT, 0, ascent * UNIT, descent * UNIT].flatMap(u16),
    ...[1, 0].flatMap(u32),
    ...[0, Math.round(0.7 * em) * UNIT, 0, 0x20, 0].flatMap(u16),
  ];
}

/** Family, style, unique name, full name and PostScript name, for Windows in English. */
function nameTable(name: string): number[] {
  const plain = name.replaceAll(' ', '');
  const texts = [
    [1, name],
    [2, 'Regular'],
    [3, plain],
    [4, name],
    [6, plain],
  ] as const;
  let offset = 0;
  const records = texts.flatMap(([id, text]) => {
    const record = [3, 1, 0x409, id, 2 * text.length, offset].flatMap(u16);
    offset += 2 * text.length;
    return record;
  });
  const strings = texts.flatMap(([, text]) => [...text].flatMap((sign) => u16(sign.codePointAt(0)!)));
  return [...[0, texts.length, 6 + records.length].flatMap(u16), ...records, ...strings];
}

function checksum(bytes: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum += (bytes[i]! << (8 * (3 - (i % 4)))) >>> 0;
  return sum % 2 ** 32;
}

function u16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

function u32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

function ascii(text: string): number[] {
  return [...text].map((sign) => sign.codePointAt(0)!);
}
