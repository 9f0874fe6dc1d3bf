// Texts that stand nowhere else in the world, and what is known of each: whose it is, where it was planted and whether it is
// told to the gateway to keep.

export interface Canary {
  readonly text: string;
  /** The tenant whose it is. */
  readonly owner: string;
  /** `operation.place`. */
  readonly place: string;
  /** `name` may stand in the directory; `secret` nowhere at all; `telemetry` is sealed in a silo. */
  readonly kind: "name" | "secret" | "telemetry" | "document" | "passing";
}

/** Lower-case letters only: good for every name, and nothing that a detector of personal data could take for something. */
export function newCanary(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return `cx${Array.from(bytes, (byte) => String.fromCharCode(97 + (byte % 26))).join("")}`;
}

export const CANARY = /cx[a-z]{18}/g;

export interface Aviary {
  readonly all: Canary[];
  /** The same place of the same tenant has one text. */
  plant(planted: Omit<Canary, "text">): string;
  /** A text that was made elsewhere. */
  note(canary: Canary): void;
}

export function createAviary(): Aviary {
  const all: Canary[] = [];
  const known = new Map<string, string>();
  return {
    all,
    note: (canary) => void all.push(canary),
    plant: (planted) => {
      const name = `${planted.owner} ${planted.place}`;
      const text = known.get(name) ?? newCanary();
      if (!known.has(name)) all.push({ ...planted, text });
      known.set(name, text);
      return text;
    },
  };
}
