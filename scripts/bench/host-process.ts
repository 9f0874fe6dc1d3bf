// The gateway in a process of its own, the leader of a process group: killing the group kills the host and the runtime
// it started, as a machine that loses power does.

import { startGateway, type GatewayOptions } from "../runtime/gateway.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as GatewayOptions;
const { url, secrets } = await startGateway(options);
process.send?.({ url: url.href, secrets });
