// The part of snappyjs that is used: it comes without types.

declare module "snappyjs" {
  /** Throws when the bytes are not a snappy block, or state a length over `maxLength`. */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
  export function compress(uncompressed: Uint8Array): Uint8Array;
}
