// The button beside the name, and in the settings: it shows the player's Pac-Man, and opens the choice of colour and mark.

import { onFavourite } from '../../favourite.ts';
import { words } from '../../language/language.ts';
import { preferences } from '../../preferences.ts';
import { makeButton } from '../element.ts';
import { FavouriteDialog } from './favourite-dialog.ts';
import { favouritePicture } from './favourite-picture.ts';

/** One for all buttons. */
let dialog: FavouriteDialog | null = null;

/** Puts the button into an element. */
export function showFavouriteButton(place: HTMLElement): void {
  const button = makeButton('', () => (dialog ??= new FavouriteDialog()).open(), 'favourite');
  const draw = (): void => {
    button.replaceChildren(favouritePicture());
    button.title = words().favourites.open;
    button.ariaLabel = words().favourites.chosen(chosenText());
  };
  onFavourite(draw);
  preferences.onChange('palette', draw);
  draw();
  place.append(button);
}

function chosenText(): string {
  const { none, colours, marks } = words().favourites;
  const [colour, mark] = [preferences.get('colour'), preferences.get('mark')];
  const chosen = [colour === 'any' ? '' : colours[colour], mark === 'any' ? '' : marks[mark]].filter(Boolean);
  return chosen.length === 0 ? none : chosen.join(', ');
}
