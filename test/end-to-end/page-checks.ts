// What is checked of a page that shows something: by axe, and by what the browser has computed of its buttons and its texts.

import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Contrast that a text on a button has at least (WCAG 1.4.3). */
const CONTRAST_MIN = 4.5;

/** What axe finds, as `rule: elements`. */
export async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/**
 * Texts of visible buttons with too little contrast, in every state that style sheets know: hover, focus, pressed by the
 * pointer, switched on, disabled. All rules are there twice, the second time for an attribute instead of the state, so that
 * the states can be had without a pointer.
 */
export function poorButtonsIn(page: Page, theme: 'dark' | 'contrast'): Promise<string[]> {
  return page.evaluate(
    ({ theme, least }) => {
      const STATES = ['', 'hover', 'focus focus-visible', 'hover active', 'disabled', 'disabled hover'];
      const root = document.documentElement;
      const themeBefore = root.dataset['theme'];
      root.dataset['theme'] = theme;
      const copy = new CSSStyleSheet();
      const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText));
      const inStates = rules
        .join('\n')
        .replaceAll(/:(hover|focus-visible|focus|active)\b/g, '[data-state~="$1"]')
        .replaceAll(/:enabled\b/g, ':not([data-state~="disabled"])')
        .replaceAll(/:disabled\b/g, '[data-state~="disabled"]');
      copy.replaceSync(`${inStates}\n* { transition: none !important; animation: none !important; }`);
      document.adoptedStyleSheets.push(copy);

      const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
      type Colour = readonly [red: number, green: number, blue: number, alpha: number];
      const colourOf = (css: string): Colour => {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = css;
        pixel.fillRect(0, 0, 1, 1);
        const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
        return [red!, green!, blue!, alpha! / 255];
      };
      const over = (top: Colour, bottom: Colour, alpha = top[3]): Colour =>
        [0, 1, 2].map((i) => top[i]! * alpha + bottom[i]! * (1 - alpha)).concat(1) as unknown as Colour;
      /** The text of an element and what is behind it, as they are seen. */
      const seen = (of: Element): { readonly text: Colour; readonly behind: Colour } => {
        const chain: Element[] = [];
        for (let each: Element | null = of; each !== null; each = each.parentElement) chain.unshift(each);
        const paint = (at: number, outside: Colour): { text: Colour; behind: Colour } => {
          const style = getComputedStyle(chain[at]!);
          const ground = over(colourOf(style.backgroundColor), outside);
          const inner =
            at === chain.length - 1
              ? { text: over(colourOf(style.color), ground), behind: ground }
              : paint(at + 1, ground);
          const opacity = Number(style.opacity);
          return { text: over(inner.text, outside, opacity), behind: over(inner.behind, outside, opacity) };
        };
        return paint(0, [0, 0, 0, 1]);
      };
      const luminance = (colour: Colour): number => {
        const [red, green, blue] = colour.slice(0, 3).map((value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
      };
      const contrastOf = (of: Element): number => {
        const { text, behind } = seen(of);
        const [dark, light] = [luminance(text), luminance(behind)].sort((a, b) => a - b);
        return (light! + 0.05) / (dark! + 0.05);
      };

      const poor = new Set<string>();
      const buttons = [...document.querySelectorAll<HTMLElement>('button, .mode, .chip')].filter((button) =>
        button.checkVisibility({ visibilityProperty: true }),
      );
      for (const button of buttons) {
        const texts = [button, ...button.querySelectorAll('*')].filter((each) =>
          [...each.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent!.trim() !== ''),
        );
        const pressed = button.getAttribute('aria-pressed');
        for (const state of STATES) {
          button.dataset['state'] = state;
          for (const isPressed of pressed === null ? [null] : ['false', 'true']) {
            if (isPressed !== null) button.setAttribute('aria-pressed', isPressed);
            for (const text of texts) {
              if (text.closest('.spoken') !== null) continue;
              const contrast = contrastOf(text);
              const name = button.id || button.className || button.textContent.trim();
              if (contrast < least)
                poor.add(`${name} (${state}${isPressed === 'true' ? ' pressed' : ''}) ${contrast.toFixed(2)}`);
            }
          }
        }
        delete button.dataset['state'];
        if (pressed !== null) button.setAttribute('aria-pressed', pressed);
      }
      document.adoptedStyleSheets.pop();
      root.dataset['theme'] = themeBefore;
      return [...poor];
    },
    { theme, least: CONTRAST_MIN },
  );
}

/** What does not fit into the window's width, texts that are cut off, and controls that cannot be reached by scrolling. */
export function cutIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    const scroller = document.scrollingElement!;
    if (scroller.scrollWidth > innerWidth) cut.push(`the page is ${scroller.scrollWidth} wide`);
    /** Whether an element is in a row that is scrolled by itself. */
    const isScrolled = (each: Element): boolean => {
      for (let place = each.parentElement; place !== null && place !== document.body; place = place.parentElement) {
        if (place.scrollWidth > place.clientWidth && getComputedStyle(place).overflowX === 'auto') return true;
      }
      return false;
    };
    const nameOf = (each: Element) => each.id || `${each.tagName.toLowerCase()}.${each.className}`;
    for (const each of document.querySelectorAll<HTMLElement>('body *')) {
      if (
        !each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
        each.closest('.spoken') !== null
      )
        continue;
      const { left, right, width } = each.getBoundingClientRect();
      const isControl = each.matches('button, input, select, a, label, h1, h2, p, li, dd, dt, legend');
      if (isControl && width > 0 && !isScrolled(each) && (left < -1 || right > innerWidth + 1))
        cut.push(`${nameOf(each)} ends at ${Math.round(right)}`);
      const isShortened = getComputedStyle(each).textOverflow === 'ellipsis';
      const hasText = [...each.childNodes].some(
        ({ nodeType, textContent }) => nodeType === 3 && textContent!.trim() !== '',
      );
      if (hasText && !isShortened && each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1) {
        cut.push(`${nameOf(each)} is wider than its place`);
      }
    }
    // What lies over the screen until it is closed.
    const OVER = [
      'dialog[open]',
      ...['#chat.closable', '#results', '#emotes', '.pause-question'].map((each) => `${each}:not([hidden])`),
    ];
    const over = [...document.querySelectorAll(OVER.join())].at(-1);
    const top = over ?? document.body;
    for (const each of top.querySelectorAll<HTMLElement>('button:enabled, input, select')) {
      if (!each.checkVisibility({ visibilityProperty: true })) continue;
      each.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      const { left, top, width, height } = each.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      if (hit === null || !(each.contains(hit) || hit.closest('label')?.contains(each) === true)) {
        cut.push(`${nameOf(each)} is below ${hit === null ? 'the window' : nameOf(hit)}`);
      }
    }
    for (const each of document.querySelectorAll('body *')) if (each.scrollTop > 0) each.scrollTop = 0;
    return cut;
  });
}
