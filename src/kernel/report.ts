// Structured lines for what has no request to answer: failed upkeep, dead letters, bugs. Ids and names only, never data.
// The one place besides the access log that writes to the console.

export type Report = (event: Readonly<Record<string, string | number>>) => void;

export const reportEvent: Report = (event) => console.error(JSON.stringify(event));
