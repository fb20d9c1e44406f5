// The choice of a colour and a mark, each shown as it is drawn. A choice counts at once, and is remembered.

import { COLOURS, MARKS } from '#protocol';
import { favouriteRow, onFavourite, type FavouriteRow } from '../../favourite.ts';
import { words } from '../../language/language.ts';
import { preferences, type Preference } from '../../preferences.ts';
import { make, makeButton } from '../element.ts';
import { palette } from '../maze/pictures/palette.ts';
import { MARK_SIGNS } from '../maze/pictures/seat-look.ts';
import { favouritePicture } from './favourite-picture.ts';

export class FavouriteDialog {
  private readonly dialog = make('dialog', 'favourite-dialog');

  /** @param number of the player at this screen, from 1 */
  constructor(number: number) {
    const row = favouriteRow(number);
    const { favourites, page } = words();
    const heading = make('h2', '', favourites.title);
    heading.id = `${row.colour}-title`;
    this.dialog.setAttribute('aria-labelledby', heading.id);
    const shown = make('div', 'shown');
    const draw = (): void => shown.replaceChildren(favouritePicture(number));
    const done = makeButton(page.close, () => this.dialog.close(), 'strong');
    this.dialog.append(
      make('header', '', heading, shown),
      choice(row.colour, favourites.colour, ['any', ...COLOURS], (name) =>
        name === 'any' ? [make('span', '', favourites.any)] : [swatch(palette().seats[name], favourites.colours[name])],
      ),
      choice(row.mark, favourites.mark, ['any', ...MARKS], (name) =>
        name === 'any'
          ? [make('span', '', favourites.any)]
          : [sign(MARK_SIGNS[name]), make('span', 'spoken', favourites.marks[name])],
      ),
      make('p', 'quiet', favourites.clash),
      make('div', 'buttons', done),
    );
    this.dialog.addEventListener('click', ({ target }) => target === this.dialog && this.dialog.close());
    onFavourite(draw, number);
    draw();
    document.body.append(this.dialog);
  }

  open(): void {
    this.dialog.showModal();
  }
}

/** Radio buttons that look like what they choose. */
function choice<Name extends FavouriteRow['colour' | 'mark']>(
  name: Name,
  label: string,
  options: readonly Preference<Name>[],
  contentOf: (option: Preference<Name>) => readonly HTMLElement[],
): HTMLElement {
  const chips = options.map((option) => {
    const radio = make('input', '');
    Object.assign(radio, { type: 'radio', name: `favourite-${name}`, value: option });
    const update = (): void => {
      radio.checked = preferences.get(name) === option;
    };
    // Another tab may choose, too.
    preferences.onChange(name, update);
    update();
    radio.addEventListener('change', () => preferences.set(name, option));
    return make('label', 'chip', radio, ...contentOf(option));
  });
  return make('fieldset', 'favourites', make('legend', '', label), make('div', 'chips', ...chips));
}

function swatch(colour: string, name: string): HTMLElement {
  const shown = make('span', 'swatch', make('span', 'spoken', name));
  shown.style.setProperty('--seat', colour);
  shown.title = name;
  return shown;
}

function sign(text: string): HTMLElement {
  const shown = make('span', 'mark', text);
  shown.ariaHidden = 'true';
  return shown;
}
