// Signing the head of the audit tree. Not a commit: a checkpoint adds nothing to the log, it vouches for what is there.

import { importJWK, type JWK } from "jose";
import {
  createVerifierKey,
  encodeVerifierKey,
  logOrigin,
  parseCheckpoint,
  rootOf,
  signCheckpoint,
  type CheckpointSigner,
} from "../audit/index.ts";
import { parseBase64url } from "../kernel/bytes.ts";
import { MINUTE_MS } from "../kernel/time.ts";
import { clearDue, setDue } from "./due-work.ts";
import { newEvent, type NewEvent } from "../webhooks/index.ts";
import { tell } from "./webhooks/tell.ts";
import { loadState, saveState, type ObjectState, type ObjectStore } from "./object-store.ts";

/** The deployment's signing key for one tenant's log. Throws for a setting that is no private Ed25519 JWK (RFC 8037). */
export async function openSigner(checkpointKey: string, tenantId: string): Promise<CheckpointSigner> {
  const jwk = JSON.parse(checkpointKey) as JWK;
  const key = await importJWK(jwk, "Ed25519");
  if (!(key instanceof CryptoKey) || key.type !== "private")
    throw new TypeError("the key that signs must be private");
  const publicKey = parseBase64url(jwk.x ?? "") ?? new Uint8Array(0);
  return {
    key: createVerifierKey(logOrigin(tenantId), publicKey),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, key, message)),
  };
}

export interface SealedHead {
  readonly size: number;
  readonly checkpoint: string;
  /** The verifier key's text form. */
  readonly vkey: string;
}

function sizeOf(checkpoint: string | null): number {
  const parsed = checkpoint === null ? null : parseCheckpoint(checkpoint);
  return parsed?.ok === true ? parsed.value.size : 0;
}

/** Signs the tree as it is now and keeps the note. Entries that arrive while it signs wait for the next one. */
export async function sealHead(
  store: ObjectStore,
  state: ObjectState,
  signer: CheckpointSigner,
): Promise<SealedHead> {
  const { frontier, tenant } = state;
  const checkpoint = await signCheckpoint(
    {
      origin: signer.key.name,
      size: frontier.size,
      root: rootOf(frontier),
      at: new Date(store.clock()).toISOString(),
      jurisdiction: tenant.jurisdiction,
    },
    signer,
  );
  // Another signing may have overtaken this one: the kept note never goes back.
  const latest = loadState(store.db);
  if (latest !== null && sizeOf(latest.checkpoint) <= frontier.size)
    saveState(store.db, { ...latest, checkpoint });
  return { size: frontier.size, checkpoint, vkey: encodeVerifierKey(signer.key) };
}

/** The checkpoint that is due. What was committed while it was being signed is not covered: the next is due for it. */
export async function sealWhenDue(
  store: ObjectStore,
  seal: (state: ObjectState) => Promise<SealedHead>,
): Promise<void> {
  const state = loadState(store.db);
  const sealed = state === null ? null : await seal(state);
  // In one: after a crash the head is signed once more, and told of once.
  store.storage.transactionSync(() => {
    if (sealed !== null) tell(store, [signedEvent(sealed)]);
    if (loadState(store.db)?.frontier.size === state?.frontier.size) clearDue(store, "checkpoint");
    else setDue(store, "checkpoint", store.clock() + MINUTE_MS);
  });
}

function signedEvent({ size, checkpoint }: SealedHead): NewEvent {
  return newEvent("audit.checkpoint_signed", { size, checkpoint }, "audit");
}
