import { expect, test } from "vitest";
import {
  createVerifierKey,
  EMPTY_FRONTIER,
  encodeVerifierKey,
  logOrigin,
  parseCheckpoint,
  parseVerifierKey,
  rootOf,
  signCheckpoint,
  verifyCheckpoint,
} from "../../../src/audit/index.ts";
import { formatNote, parseNote, verifyNote } from "../../../src/audit/signed-note.ts";
import { utf8 } from "../../../src/kernel/bytes.ts";
import { CHECKPOINT_AT, noteOf, OTHER_TENANT, signerFor, TENANT, verifierKey } from "./sample-log.ts";

// The published example of golang.org/x/mod/sumdb/note, which C2SP signed-note was made from.
const GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_NOTE =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
  "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

function value<T>(result: { readonly ok: boolean; readonly value?: T }): T {
  if (!result.ok) throw new Error("the result is a fault");
  return result.value as T;
}

test("the published note of Go's note package verifies with its published key", async () => {
  const key = value(parseVerifierKey(GO_KEY));
  expect(encodeVerifierKey(key)).toBe(GO_KEY);
  expect(await verifyNote(value(parseNote(GO_NOTE)), key)).toBe(true);
  expect(await verifyNote(value(parseNote(GO_NOTE.replace("answer", "Answer"))), key)).toBe(false);
});

test("a signed checkpoint verifies and says what was signed", async () => {
  const note = await noteOf(EMPTY_FRONTIER);
  expect(await verifyCheckpoint(note, verifierKey())).toEqual({
    ok: true,
    value: {
      origin: logOrigin(TENANT),
      size: 0,
      root: rootOf(EMPTY_FRONTIER),
      at: CHECKPOINT_AT,
      jurisdiction: "eu",
    },
  });
});

test("signatures of unknown keys are passed over, a bad one of the known key spoils the note", async () => {
  const note = await noteOf(EMPTY_FRONTIER);
  const signature = note.slice(note.lastIndexOf("\n—") + 1);
  const witness = signature.replace(logOrigin(TENANT), "witness.example");
  expect((await verifyCheckpoint(note + witness, verifierKey())).ok).toBe(true);
  const bad = signature.replace(/.(?=.{6}\n$)/, (char) => (char === "A" ? "B" : "A"));
  expect(await verifyCheckpoint(note + bad, verifierKey())).toMatchObject({
    fault: { code: "audit.unverified" },
  });
  const onlyWitness = note.replace(signature, witness);
  expect(await verifyCheckpoint(onlyWitness, verifierKey())).toMatchObject({
    fault: { code: "audit.unverified" },
  });
});

test("any change of a signed checkpoint is refused by code", async () => {
  const note = await noteOf(EMPTY_FRONTIER);
  const changes: readonly (readonly [string, string])[] = [
    ["\n0\n", "\n1\n"],
    ["jurisdiction eu", "jurisdiction us"],
    ["10:00:00.000Z", "10:00:00.001Z"],
    ["47DEQ", "57DEQ"],
  ];
  for (const [from, to] of changes) {
    expect(note).toContain(from);
    const changed = await verifyCheckpoint(note.replace(from, to), verifierKey());
    expect(changed).toMatchObject({ ok: false, fault: { code: "audit.unverified" } });
  }
});

test("a checkpoint is not one of another log, even when both logs share the key pair", async () => {
  const note = await noteOf(EMPTY_FRONTIER);
  const other = verifierKey(OTHER_TENANT);
  expect(await verifyCheckpoint(note, other)).toMatchObject({ fault: { code: "audit.unverified" } });
});

test("text that is no checkpoint in its one spelling is malformed", async () => {
  const note = await noteOf(EMPTY_FRONTIER);
  const bads = [
    "",
    "\n\n",
    GO_NOTE,
    note.slice(0, -1),
    note.replace("\n0\n", "\n00\n"),
    note.replace("\n0\n", "\n9007199254740993\n"),
    note.replace("time ", ""),
    note.replace("jurisdiction eu\n", ""),
    note.replace("FU=", "FV="),
    note.replace("—", "-"),
    note.replace("eu\n", "eu\n\nmore\n"),
    note.replace("eu", "eu\u0007"),
    note.replaceAll("\n", "\r\n"),
    note + note.slice(note.indexOf("—")).repeat(70),
  ];
  for (const bad of bads) {
    expect(parseCheckpoint(bad)).toMatchObject({ ok: false, fault: { code: "audit.malformed" } });
    expect(await verifyCheckpoint(bad, verifierKey())).toMatchObject({ fault: { code: "audit.malformed" } });
  }
});

test("a later version's extension line is signed with the rest and passed over", async () => {
  const signer = await signerFor();
  const note = await noteOf(EMPTY_FRONTIER);
  const text = `${value(parseNote(note)).text}witnesses 3\n`;
  const signed = formatNote(text, signer.key, await signer.sign(utf8(text)));
  expect((await verifyCheckpoint(signed, signer.key)).ok).toBe(true);
  const changed = signed.replace("witnesses 3", "witnesses 4");
  expect(await verifyCheckpoint(changed, signer.key)).toMatchObject({ fault: { code: "audit.unverified" } });
});

test("a signer refuses another log's checkpoint and one that could not be read back", async () => {
  const signer = await signerFor();
  const good = {
    origin: logOrigin(TENANT),
    size: 0,
    root: rootOf(EMPTY_FRONTIER),
    at: CHECKPOINT_AT,
    jurisdiction: "eu",
  };
  const bads = [
    { ...good, origin: logOrigin(OTHER_TENANT) },
    { ...good, size: -1 },
    { ...good, root: new Uint8Array(31) },
    { ...good, at: "yesterday" },
    { ...good, jurisdiction: "eu\nus" },
  ];
  for (const bad of bads) await expect(signCheckpoint(bad, signer)).rejects.toThrow(TypeError);
});

test("text that is no verifier key in its one spelling is malformed", () => {
  const bads = [
    "",
    "PeterNeumann",
    GO_KEY.replace("c74f20a3", "c74f20a4"),
    GO_KEY.replace("c74f20a3", "C74F20A3"),
    GO_KEY.replace("Peter", "Peter "),
    GO_KEY.replace("ARpc", "Ahpc"),
    GO_KEY.slice(0, -4),
  ];
  for (const bad of bads) {
    expect(parseVerifierKey(bad)).toMatchObject({ ok: false, fault: { code: "audit.malformed" } });
  }
  expect(() => createVerifierKey("a+b", new Uint8Array(32))).toThrow(TypeError);
  expect(() => createVerifierKey("a", new Uint8Array(31))).toThrow(TypeError);
});
