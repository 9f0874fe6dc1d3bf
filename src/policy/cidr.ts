// Addresses and networks, IPv4 and IPv6 (RFC 4632, RFC 4291). An IPv4-mapped address (::ffff:a.b.c.d) counts as the IPv4
// address that it carries. Octets with leading zeros are refused: some readers take them for octal.

/** 32-bit words: one for IPv4, four for IPv6. */
export type Address = readonly number[];

export interface Network {
  readonly words: Address;
  readonly bits: number;
}

const MAX_CHARS = 64;
const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
const PREFIX_BITS = /^(?:0|[1-9]\d{0,2})$/;

export function parseAddress(text: string): Address | null {
  if (text.length > MAX_CHARS) return null;
  return text.includes(":") ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Address | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => OCTET.test(part) && Number(part) <= 255)) return null;
  return [parts.reduce((word, part) => word * 256 + Number(part), 0)];
}

function parseV6(text: string): Address | null {
  const groups = groupsOf(text);
  if (groups === null) return null;
  const words = [0, 2, 4, 6].map((at) => (groups[at] as number) * 65_536 + (groups[at + 1] as number));
  const isMapped = words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
  return isMapped ? words.slice(3) : words;
}

function groupsOf(text: string): readonly number[] | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => readGroups(half));
  if (head === undefined || head === null || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

function readGroups(text: string): number[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [at, part] of parts.entries()) {
    const word = at === parts.length - 1 && part.includes(".") ? parseV4(part)?.[0] : undefined;
    if (word !== undefined) groups.push(Math.floor(word / 65_536), word % 65_536);
    else if (GROUP.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address. Bits after the prefix must be zero: anything else is a slip. */
export function parseNetwork(text: string): Network | null {
  const [base = "", bitsText, ...rest] = text.split("/");
  const words = parseAddress(base);
  if (words === null || rest.length > 0) return null;
  const most = words.length * 32;
  if (bitsText === undefined) return { words, bits: most };
  if (!PREFIX_BITS.test(bitsText) || Number(bitsText) > most) return null;
  const network = { words, bits: Number(bitsText) };
  return words.every((word, at) => masked(word, bitsIn(network, at)) === word) ? network : null;
}

function bitsIn({ bits }: Network, word: number): number {
  return Math.min(32, Math.max(0, bits - word * 32));
}

function masked(word: number, bits: number): number {
  return bits === 0 ? 0 : word - (word % 2 ** (32 - bits));
}

export function isInNetwork(address: Address, network: Network): boolean {
  if (address.length !== network.words.length) return false;
  return address.every((word, at) => masked(word, bitsIn(network, at)) === network.words[at]);
}
