// An object of sealed format version 1: "traceo" three times, under SEALED_V1_KEY and SEALED_V1_NAME.

/** The data key, 32 bytes. */
export const SEALED_V1_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
export const SEALED_V1_NAME = "tenants/ten_00000000000000000000/metrics/2026-11-23/0.1.2.0.parquet";
export const SEALED_V1_PLAIN = "traceotraceotraceo";
export const SEALED_V1_BASE64 =
  "VFJTQgEAAAAAAAAFAAEAAAAAAAAAAAASyMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7fTwyxdJP/YAXNclF50oqrnrv/k5dFSjdt6b/k5mdlEu30bw==";
/** The sealed SHA-256 of it, as it stands in the object's metadata after the header. */
export const SEALED_V1_DIGEST_BASE64 = "WZHg0Hy7i7nXPT+MMj+TipvqoXg7K/XsHjzRCfJKs2q+rdlo9lRDWvazo09mSp8D";
