// The button beside a player's name, and in the settings: it shows the player's Pac-Man, and opens the choice of colour and
// mark.

import { favouriteRow, onFavourite } from '../../favourite.ts';
import { words } from '../../language/language.ts';
import { preferences } from '../../preferences.ts';
import { makeButton } from '../element.ts';
import { FavouriteDialog } from './favourite-dialog.ts';
import { favouritePicture } from './favourite-picture.ts';

/** One for all buttons of a player, by the player's number. */
const dialogs: FavouriteDialog[] = [];

/**
 * Stays up to date as long as the page, so a view makes it once.
 * @param number of the player at this screen, from 1
 */
export function favouriteButton(number = 1): HTMLButtonElement {
  const button = makeButton('', () => (dialogs[number] ??= new FavouriteDialog(number)).open(), 'favourite');
  const draw = (): void => {
    button.replaceChildren(favouritePicture(number));
    button.title = words().favourites.open;
    button.ariaLabel = words().favourites.chosen(chosenText(number));
  };
  onFavourite(draw, number);
  preferences.onChange('palette', draw);
  draw();
  return button;
}

function chosenText(number: number): string {
  const { none, colours, marks } = words().favourites;
  const row = favouriteRow(number);
  const [colour, mark] = [preferences.get(row.colour), preferences.get(row.mark)];
  const chosen = [colour === 'any' ? '' : colours[colour], mark === 'any' ? '' : marks[mark]].filter(Boolean);
  return chosen.length === 0 ? none : chosen.join(', ');
}
