// What is left of a refused request's body is read and thrown away before the answer leaves. Else the runtime hangs up on a
// client that is still writing: it finds a broken pipe where the answer was, and senders of telemetry repeat for ever what
// was refused for good.

/** LIMIT: the platform takes bodies of up to 100 MB on most plans; past it the client may be hung up on. */
const MOST_DRAINED_BYTES = 104_857_600;

/** Up to here one read of the whole is cheaper than a reader. */
const SMALL_BYTES = 65_536;

/** Never throws: a client that went away needs no answer. */
export async function drainBody(request: Request): Promise<void> {
  const { body } = request;
  if (body === null || body.locked) return;
  const declaredBytes = Number(request.headers.get("content-length") ?? "Infinity");
  if (declaredBytes <= SMALL_BYTES) return void (await request.arrayBuffer().catch(() => null));
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  try {
    for (let bytes = 0; bytes <= MOST_DRAINED_BYTES;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
    }
    await reader.cancel();
  } catch {
    return;
  }
}
