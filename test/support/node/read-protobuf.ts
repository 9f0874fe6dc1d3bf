// A reader of protobuf messages for tests, by the wire format and nothing else: what the gateway replies with is not read
// by the code that wrote it.

type Value = bigint | Uint8Array;

/** The values of each field by number, in order; fixed fields as their bytes. */
function readProtobuf(bytes: Uint8Array): Readonly<Record<number, readonly Value[]>> {
  const fields: Record<number, Value[]> = {};
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("the message ends inside a varint");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (size: number): Uint8Array => {
    at += size;
    if (at > bytes.length) throw new Error("the message ends inside a field");
    return bytes.subarray(at - size, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const type = tag & 7;
    const value = type === 0 ? varint() : take(type === 1 ? 8 : type === 5 ? 4 : Number(varint()));
    (fields[tag >>> 3] ??= []).push(value);
  }
  return fields;
}

function textOf(value: Value | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : "";
}

/** google.rpc.Status. */
export function readStatus(bytes: Uint8Array): { readonly code: number; readonly message: string } {
  const fields = readProtobuf(bytes);
  return { code: Number(fields[1]?.[0] ?? 0n), message: textOf(fields[2]?.[0]) };
}

/** The partial success of an Export{Signal}ServiceResponse, the same two fields for every signal. */
export function readPartialSuccess(
  bytes: Uint8Array,
): { readonly rejected: number; readonly message: string } | null {
  const inner = readProtobuf(bytes)[1]?.[0];
  if (!(inner instanceof Uint8Array)) return null;
  const fields = readProtobuf(inner);
  return { rejected: Number(fields[1]?.[0] ?? 0n), message: textOf(fields[2]?.[0]) };
}
