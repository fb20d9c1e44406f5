// The page of a player, `/players/NAME`: the one that the build made, with the tags of this player. Its script asks for the figures.

import type { App } from '../http/app.ts';
import type { Parts } from '../parts.ts';
import { playerNamed } from '../players/find-player.ts';
import { profileOf } from '../players/profile.ts';
import { answerPage, type PageFiles } from './page-files.ts';
import { withTags } from './page-tags.ts';
import { playerTags } from './player-tags.ts';

/** In UTF-16 units. A longer text is no name, whatever its characters are. */
const NAME_UNITS_MAX = 64;

/** @param files of a build of the pages */
export function addPlayerPage(files: PageFiles, app: App, { store, now }: Pick<Parts, 'store' | 'now'>): void {
  app.get('/players/:name', async (request) => {
    const name = request.req.param('name');
    const html = files.html('player.html');
    const origin = request.get('origin');
    const player = name.length > NAME_UNITS_MAX ? null : await playerNamed(store.db, name);
    const profile = player === null ? null : await profileOf(store.db, player.id, now());
    if (profile !== null) return answerPage(request, withTags(html, origin, playerTags(profile)));
    // The page says that there is no such player.
    const { body, headers } = answerPage(request, withTags(html, origin, {}));
    return new Response(body, { status: 404, headers });
  });
}
