// A request that is ready to be sent, whoever made it: an endpoint of one's own or a connector.

export interface OutboundRequest {
  readonly method: "POST" | "PUT" | "PATCH";
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
