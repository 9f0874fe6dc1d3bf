// What connectors of Amazon Web Services share: where a region is served, and what signs.

import { z } from "zod";
import { secretText } from "./settings.ts";

/** No character of a region means anything in a host's name. */
const region = z
  .string()
  .max(32)
  .regex(/^(?!cn-)[a-z]{2,3}(?:-[a-z]+){1,3}-\d{1,2}$/, "a region, such as `eu-west-1`");

export const AMAZON_SETTINGS = {
  region,
  access_key_id: z.string().regex(/^[A-Z0-9]{16,128}$/, "an access key's id"),
  secret_access_key: secretText(128),
};

export const AMAZON_SECRETS = ["secret_access_key"];
