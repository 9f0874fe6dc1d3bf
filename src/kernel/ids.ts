// Prefixed, time-ordered ids: `ten_` and 20 characters of Crockford base32 (48 bits of milliseconds, 52 bits of chance).
// LIMIT: 52 random bits per millisecond; two ids made in the same millisecond collide once in 4.5e15.

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARS = 10;
const RANDOM_CHARS = 10;

const PREFIXES = {
  tenant: "ten",
  key: "key",
  request: "req",
  block: "blk",
  lease: "lse",
  job: "job",
  proposal: "apr",
  move: "mov",
  offboarding: "off",
  correction: "ucr",
  budget: "bud",
  bill: "bil",
  adjustment: "adj",
  event: "evt",
  message: "msg",
  endpoint: "ep",
  dashboard: "dsh",
  export: "exp",
  schedule: "sch",
  run: "run",
  link: "lnk",
} as const;

export type IdKind = keyof typeof PREFIXES;
export type Id<K extends IdKind> = `${(typeof PREFIXES)[K]}_${string}`;
export type TenantId = Id<"tenant">;
export type KeyId = Id<"key">;

/** Random bytes come from the rim. */
export type Random = (sizeBytes: number) => Uint8Array;

function encodeTime(nowMs: number): string {
  let rest = nowMs;
  let text = "";
  for (let i = 0; i < TIME_CHARS; i++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

export function base32(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += ALPHABET[byte & 31];
  return text;
}

export function newId<K extends IdKind>(kind: K, nowMs: number, random: Random): Id<K> {
  return `${PREFIXES[kind]}_${encodeTime(nowMs)}${base32(random(RANDOM_CHARS))}` as Id<K>;
}

const BODY = /^[0-9a-hjkmnp-tv-z]{20}$/;

/** Is this text an id of that kind? Says nothing about whether the thing exists. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  const prefix = `${PREFIXES[kind]}_`;
  return text.startsWith(prefix) && BODY.test(text.slice(prefix.length));
}

/** The instant at which an id was made, in epoch milliseconds. */
export function idTimeMs(id: string): number {
  const body = id.slice(id.indexOf("_") + 1);
  let ms = 0;
  for (let i = 0; i < TIME_CHARS; i++) ms = ms * 32 + ALPHABET.indexOf(body.charAt(i));
  return ms;
}
