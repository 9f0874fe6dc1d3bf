// An event as a few lines for people: what happened, what is known of it, and by which id it can be found again.

import { choose, text, type Template } from "./template.ts";

const END = "{severity} · {at} · {id}";

/** Where a text is a text. */
export function plainReport(max: number): Template {
  const withDetails = text(`{summary}\n\n{details}\n\n${END}`, max);
  return choose("has_details", { yes: withDetails }, text(`{summary}\n\n${END}`, max));
}

/** Where Markdown is read: a line of ours, and the rest as an indented code block, in which nothing is markup. */
export function codeReport(max: number): Template {
  const withDetails = text(`Sent by Traceo:\n\n    {summary}\n    ${END}\n    {details}`, max, "code");
  return choose(
    "has_details",
    { yes: withDetails },
    text(`Sent by Traceo:\n\n    {summary}\n    ${END}`, max, "code"),
  );
}

/** Where HTML is read: our elements, and everything else escaped. */
export function htmlReport(max: number): Template {
  const withDetails = text(`<p><strong>{summary}</strong></p><pre>{details}</pre><p>${END}</p>`, max, "html");
  return choose(
    "has_details",
    { yes: withDetails },
    text(`<p><strong>{summary}</strong></p><p>${END}</p>`, max, "html"),
  );
}
