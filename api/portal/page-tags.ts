// What messengers and search engines read in the head of a page: title, description and picture, written into the page that the
// build made.

/** What is left out stays as it is in the page. */
export interface PageTags {
  readonly title?: string;
  readonly description?: string;
  /** A path of this server. */
  readonly image?: string;
}

/** @param origin as `https://game.example`: readers of these tags resolve no relative addresses */
export function withTags(html: string, origin: string, { title, description, image }: PageTags): string {
  let tagged = html;
  if (title !== undefined) {
    tagged = tagged.replace(/(<title[^>]*>)[^<]*/, (_, start: string) => start + escaped(title));
    tagged = withContent(tagged, 'property="og:title"', title);
  }
  if (description !== undefined) {
    tagged = withContent(tagged, 'property="og:description"', description);
    tagged = withContent(tagged, 'name="description"', description);
  }
  if (image !== undefined) tagged = withContent(tagged, 'property="og:image"', image);
  return tagged.replaceAll(/(<meta property="og:[^>]*\scontent=")(?=\/)/g, (start) => start + escaped(origin));
}

/** Of the tag's own words nothing may be left, or a page in another language would replace the text. */
function withContent(html: string, tag: string, content: string): string {
  return html.replaceAll(new RegExp(`<meta ${tag}[^>]*>`, 'g'), () => `<meta ${tag} content="${escaped(content)}" />`);
}

/** A text as HTML has it, in elements and in attributes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
