// The first screen: a name, one big button, and what went wrong if something did.

import { NAME_LENGTH_MAX, ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH } from '#protocol';
import { element } from './element.ts';
import type { Ending } from './endings.ts';
import { drawGhost } from './ghost-art.ts';
import { friendlyName } from './names.ts';
import { drawPac, MOUTHS } from './pac-art.ts';
import { GHOST_COLOURS, SEAT_COLOURS, SEAT_MARKS } from './palette.ts';

const PARADE_PIXELS = 176;
const NAME_KEY = 'packetman.name';
const ROOM_CODE = new RegExp(`^[${ROOM_CODE_ALPHABET}]{${ROOM_CODE_LENGTH}}$`);

export interface PlayWish {
  readonly name: string;
  readonly code: string | null;
}

/** The room that the address names, or null. */
export function roomInAddress(): string | null {
  const code = location.hash.slice(1).toUpperCase();
  return ROOM_CODE.test(code) ? code : null;
}

export class Menu {
  private readonly screen = element('menu', HTMLElement);
  private readonly form = element('play-form', HTMLFormElement);
  private readonly button = element('play', HTMLButtonElement);
  private readonly name = element('name', HTMLInputElement);
  private readonly message = element('message', HTMLElement);
  private way: Ending['way'] = 'again';

  constructor(play: (wish: PlayWish) => void) {
    this.name.value = storedName() ?? friendlyName();
    this.name.maxLength = NAME_LENGTH_MAX;
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.way === 'reload') return location.reload();
      const name = this.name.value.trim() || friendlyName();
      this.name.value = name;
      store(name);
      play({ name, code: roomInAddress() });
    });
    window.addEventListener('hashchange', () => this.label());
    drawParade(element('parade', HTMLElement));
    this.show({ text: null, way: 'again' });
  }

  show({ text, way }: Ending): void {
    this.way = way;
    this.screen.hidden = false;
    this.message.hidden = text === null;
    this.message.textContent = text;
    this.busy(false);
    this.button.focus();
  }

  hide(): void {
    this.screen.hidden = true;
  }

  busy(busy: boolean): void {
    this.button.disabled = busy;
    if (busy) this.button.textContent = 'Connecting…';
    else this.label();
  }

  private label(): void {
    const code = roomInAddress();
    const text = this.way === 'reload' ? 'Reload' : code === null ? 'Play' : `Join room ${code}`;
    if (!this.button.disabled) this.button.textContent = text;
  }
}

/** Pac-Man and four ghosts in a row, drawn large enough for every screen; the style sheet sizes them. */
function drawParade(parent: HTMLElement): void {
  const cast = [
    (context: CanvasRenderingContext2D) => drawPac(context, SEAT_COLOURS[0], SEAT_MARKS[0], 0, MOUTHS[1]),
    ...GHOST_COLOURS.map((colour) => (context: CanvasRenderingContext2D) => drawGhost(context, colour, 0, 2)),
  ];
  for (const draw of cast) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = PARADE_PIXELS;
    const context = canvas.getContext('2d')!;
    context.scale(PARADE_PIXELS / 17, PARADE_PIXELS / 17);
    context.translate(8.5, 8.5);
    draw(context);
    parent.append(canvas);
  }
}

// Storage may be forbidden; then a name lasts as long as the page.

function storedName(): string | null {
  try {
    return localStorage.getItem(NAME_KEY);
  } catch {
    return null;
  }
}

function store(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // See above.
  }
}
