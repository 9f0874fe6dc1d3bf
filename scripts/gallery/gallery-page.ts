// The page of the gallery: every picture with its kind and what it means, light and dark.

import { escapeHtml } from "./escape-html.ts";

export interface Picture {
  readonly kind: string;
  readonly title: string;
  readonly meaning: string;
  /** The same in other formats. */
  readonly others: readonly string[];
  readonly files: readonly { readonly look: string; readonly file: string }[];
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c2333; background: #f4f6fa; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(34rem, 1fr)); gap: 1.5rem; }
article { background: #fff; border: 1px solid #dde2eb; border-radius: 8px; padding: 1rem; }
h2 { font-size: 1rem; margin: 0; } p { margin: .25rem 0 .75rem; color: #5b6478; }
img { width: 100%; display: block; border-radius: 6px; margin-top: .5rem; }
`;

const link = (file: string): string => `<a href="${escapeHtml(file)}">${escapeHtml(file)}</a>`;

export function galleryPage(pictures: readonly Picture[], whole: readonly string[]): string {
  const articles = pictures.map(({ kind, title, meaning, others, files }) => {
    const images = files.map(
      ({ file, look }) => `<img src="${escapeHtml(file)}" alt="${escapeHtml(`${title}, ${look}`)}">`,
    );
    return `<article><h2>${escapeHtml(kind)}: ${escapeHtml(title)}</h2><p>${escapeHtml(meaning)}</p>${images.join("")}<p>${others.map(link).join(" · ")}</p></article>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>${STYLE}</style><h1>${pictures.length} kinds of picture</h1><p>${whole.map(link).join(" · ")}</p><main>${articles.join("\n")}</main></html>\n`;
}
