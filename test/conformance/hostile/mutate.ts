// Mutations for fuzzing, by a generator that repeats: of bytes (cut, flip, repeat, remove, insert) and of JSON values (another
// type, an extreme, a field removed, doubled or renamed), so that both the parsers and what is behind them are reached.

type Random = () => number;

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;

export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = bytes;
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) mutated = mutateOnce(mutated, random);
  return mutated;
}

function mutateOnce(bytes: Uint8Array, random: Random): Uint8Array {
  const at = Math.floor(random() * bytes.length);
  const to = Math.min(bytes.length, at + 1 + Math.floor(random() * 16));
  const noise = () => Uint8Array.from({ length: to - at }, () => Math.floor(random() * 256));
  switch (Math.floor(random() * 8)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), noise(), bytes.subarray(at)]);
    default:
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << Math.floor(random() * 8)) : byte));
  }
}

const EXTREMES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  -(2 ** 63),
  5e-324,
  "",
  "0",
  "-1",
  "NaN",
  "Infinity",
  "18446744073709551615",
  "-9223372036854775808",
  "99999999999999999999999",
  "é\0\ud83d",
  "now-99999999999d",
  "x".repeat(3e3),
  "(".repeat(200),
  "(a+)+$",
  "[",
  "\\",
  "__proto__",
  [],
  {},
  [[[[]]]],
  { a: { b: null } },
  [null],
  ["", ""],
];

/** The JSON of a value with one to three places of it changed. */
export function mutateJson(value: unknown, random: Random): Uint8Array {
  let mutated = structuredClone(value);
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) mutated = change(mutated, random);
  return Buffer.from(JSON.stringify(mutated));
}

function change(value: unknown, random: Random): unknown {
  const isLeaf = typeof value !== "object" || value === null;
  if (isLeaf || random() < 0.05) return pick(EXTREMES, random);
  return Array.isArray(value)
    ? changeArray(value, random)
    : changeObject(value as Record<string, unknown>, random);
}

function changeArray(items: unknown[], random: Random): unknown[] {
  if (items.length === 0) return [pick(EXTREMES, random)];
  const at = Math.floor(random() * items.length);
  const roll = random();
  if (roll < 0.05) return items.filter((_, index) => index !== at);
  if (roll < 0.1) return [...items, ...items];
  return items.map((item, index) => (index === at ? change(item, random) : item));
}

function changeObject(from: Record<string, unknown>, random: Random): Record<string, unknown> {
  const keys = Object.keys(from);
  if (keys.length === 0) return { [String(pick(EXTREMES, random))]: pick(EXTREMES, random) };
  const key = pick(keys, random);
  const { [key]: value, ...rest } = from;
  const roll = random();
  if (roll < 0.08) return rest;
  if (roll < 0.12) return { ...from, [`${key}_`]: value };
  if (roll < 0.16) return { ...rest, [pick(keys, random)]: value };
  return { ...from, [key]: change(value, random) };
}
