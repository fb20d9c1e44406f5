// QR codes as pictures, dark on white with the white border that readers need. Loaded when one is shown.

import createCode from 'qrcode-generator';

/** White modules around a code (ISO/IEC 18004). */
const BORDER = 4;
/** Pixels of the canvas for a module: sharp on every screen, and an address has less than 60 modules. */
const MODULE_PIXELS = 8;
/** What one code can hold at this level of correction is more, but phones fail to read it from a screen. */
const TEXT_BYTES_MAX = 300;

/** The modules of a text by row and column, true for a dark one; null for a text of more than 300 bytes. */
export function qrModules(text: string): readonly (readonly boolean[])[] | null {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > TEXT_BYTES_MAX) return null;
  const code = createCode(0, 'M');
  // One character for each byte, as the library takes them.
  code.addData(String.fromCharCode(...bytes), 'Byte');
  code.make();
  const sides = Array.from({ length: code.getModuleCount() }, (_, i) => i);
  return sides.map((row) => sides.map((column) => code.isDark(row, column)));
}

/** @returns false for a text that is too long: then nothing is drawn */
export function drawQrCode(canvas: HTMLCanvasElement, text: string): boolean {
  const modules = qrModules(text);
  if (modules === null) return false;
  canvas.width = canvas.height = (modules.length + 2 * BORDER) * MODULE_PIXELS;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  for (const [y, row] of modules.entries()) {
    for (const [x, isDark] of row.entries()) {
      if (isDark)
        context.fillRect((x + BORDER) * MODULE_PIXELS, (y + BORDER) * MODULE_PIXELS, MODULE_PIXELS, MODULE_PIXELS);
    }
  }
  return true;
}
