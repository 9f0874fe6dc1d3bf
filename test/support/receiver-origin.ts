// Where the receivers of tests are: an address that local mode lets through and nobody listens at.

export const RECEIVER_ORIGIN = "http://localhost:7";
