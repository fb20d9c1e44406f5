// What colours look like to players who see less of them, how far two colours are apart, and the contrast of two.

/** Linear red, green and blue, each 0..1. */
type Light = readonly [number, number, number];

/**
 * Full dichromacy as matrices on linear light: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation
 * of Color Vision Deficiency" (2009), severity 1.
 */
const MATRICES = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

export type Sight = keyof typeof MATRICES | 'all';

/** Distance of two colours (#rrggbb) in OKLab, times 100, as these eyes see them: 2 is just noticeable side by side. */
export function colourDistance(a: string, b: string, sight: Sight): number {
  const [l1, a1, b1] = oklab(seen(lightOf(a), sight));
  const [l2, a2, b2] = oklab(seen(lightOf(b), sight));
  return 100 * Math.hypot(l1 - l2, a1 - a2, b1 - b2);
}

/** Contrast of WCAG 2, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [less, more] = [luminance(a), luminance(b)].toSorted((one, other) => one - other) as [number, number];
  return (more + 0.05) / (less + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = lightOf(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function lightOf(colour: string): Light {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Light;
}

function seen(light: Light, sight: Sight): Light {
  if (sight === 'all') return light;
  const matrix = MATRICES[sight];
  return [0, 3, 6].map((row) => {
    const sum = matrix[row]! * light[0] + matrix[row + 1]! * light[1] + matrix[row + 2]! * light[2];
    return Math.max(0, Math.min(1, sum));
  }) as unknown as Light;
}

/** Björn Ottosson, "A perceptual color space for image processing" (2020). */
function oklab([red, green, blue]: Light): Light {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
