// The operator's token of the test deployment: the configuration gives the Worker its hash, tests send its text.

export const OPERATOR_TOKEN = "operator-token-of-the-test-deployment";
