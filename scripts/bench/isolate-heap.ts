// How large the heap of the gateway's isolate is, garbage and buffers included, by the runtime's own inspector. It answers between
// two pieces of work, so what one piece leaves behind is seen, not what it gives back itself.

const SAMPLE_MS = 50;
const WORKER = "core:user:traceo-gateway";

interface Usage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
  readonly embedderHeapUsedSize?: number;
}

export interface HeapWatch {
  /** The most since the last time that it was asked, in bytes. */
  most(): Promise<number>;
  /** What is held: after a collection, in bytes. */
  held(): Promise<number>;
  stop(): void;
}

const sizeOf = ({ usedSize, backingStorageSize = 0, embedderHeapUsedSize = 0 }: Usage): number =>
  usedSize + backingStorageSize + embedderHeapUsedSize;

export async function watchHeap(port: number): Promise<HeapWatch> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${WORKER}`);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error("the runtime's inspector does not answer")));
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id = 0, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let asked = 0;
  const call = (method: string): Promise<unknown> => {
    const id = ++asked;
    socket.send(JSON.stringify({ id, method, params: {} }));
    return new Promise((resolve) => void waiting.set(id, resolve));
  };
  let most = 0;
  const look = async (): Promise<number> => {
    const size = sizeOf((await call("Runtime.getHeapUsage")) as Usage);
    most = Math.max(most, size);
    return size;
  };
  // Until it is told to, the inspector answers nothing.
  await call("Runtime.enable");
  await call("HeapProfiler.enable");
  const timer = setInterval(() => void look(), SAMPLE_MS);
  return {
    most: async () => {
      await look();
      const told = most;
      most = 0;
      return told;
    },
    held: async () => {
      await call("HeapProfiler.collectGarbage");
      return look();
    },
    stop: () => {
      clearInterval(timer);
      socket.close();
    },
  };
}
