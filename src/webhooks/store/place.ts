// Where a delivery is in its table: the endpoint's number and the delivery's own number of that endpoint in one integer, so
// that one key serves both "the next of this endpoint" and "this one", and no index beside it is written.
// LIMIT: 2^53 is what a number holds exactly: 2^36 deliveries of an endpoint (at 1,000 a second two years), 131,071 endpoints.

export const SPAN = 2 ** 36;

export interface PlaceRange {
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

export function placeOf(endpointNo: number, seq: number): number {
  return endpointNo * SPAN + seq;
}

export function seqAt(place: number): number {
  return place % SPAN;
}

export function endpointNoAt(place: number): number {
  return Math.floor(place / SPAN);
}

export function placesOf(endpointNo: number): PlaceRange {
  return { from: endpointNo * SPAN, to: (endpointNo + 1) * SPAN };
}
