import { expect, it } from "vitest";
import { completeLock } from "../../scripts/gate/complete-lock.ts";

const LOCK = {
  lockfileVersion: 3,
  packages: {
    "": { version: "1.0.0" },
    "node_modules/tool": {
      version: "2.0.0",
      dev: true,
      optionalDependencies: {
        "@tool/linux-x64-gnu": "2.0.0",
        "@tool/darwin-arm64": "2.0.0",
        "@tool/windows-64": "^2.0.0",
        "nice-to-have": "1.0.0",
      },
    },
    "node_modules/tool/node_modules/@tool/linux-x64-gnu": { version: "2.0.0" },
  },
};

it("enters the binaries of other platforms with their system and processor", () => {
  expect(completeLock(LOCK).packages).toEqual({
    ...LOCK.packages,
    "node_modules/@tool/darwin-arm64": {
      version: "2.0.0",
      cpu: ["arm64"],
      dev: true,
      optional: true,
      os: ["darwin"],
    },
    "node_modules/@tool/windows-64": {
      version: "2.0.0",
      cpu: ["x64"],
      dev: true,
      optional: true,
      os: ["win32"],
    },
  });
});

it("leaves a complete lock alone, with the project first", () => {
  const once = completeLock(LOCK);
  expect(completeLock(once)).toEqual(once);
  expect(Object.keys(once.packages)[0]).toBe("");
});
