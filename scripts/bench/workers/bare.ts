// What the gateway is measured against: a Hono Worker and a Durable Object with nothing of ours in them, the same hops.
// POST /rows writes the body as one row and answers when it is durable; POST /hello answers at once.

import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";

export class BareObject extends DurableObject {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS bare_rows (id INTEGER PRIMARY KEY, payload BLOB NOT NULL)",
    );
  }

  async write(payload: Uint8Array): Promise<number> {
    this.ctx.storage.sql.exec("INSERT INTO bare_rows (payload) VALUES (?)", payload);
    return payload.byteLength;
  }
}

interface Bindings {
  readonly BARE: DurableObjectNamespace<BareObject>;
}

const app = new Hono<{ Bindings: Bindings }>();

app.post("/rows", async (c) => {
  const payload = new Uint8Array(await c.req.arrayBuffer());
  await c.env.BARE.getByName("only").write(payload);
  return c.body(null, 200);
});
app.post("/hello", (c) => c.text("hello"));

// oxlint-disable-next-line import/no-default-export -- the platform takes a Worker's handlers from its default export
export default app;
