// How a decoder gives up on a whole request from deep inside a message: it throws a Refusal, and the door of the decoder
// turns it into a Result. INVARIANT: no Refusal passes `guardRefusals`; every other exception is a bug and does.

import { fault, type Fault, type FaultCode } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

class Refusal extends Error {
  readonly fault: Fault;

  constructor(refused: Fault) {
    super(refused.code);
    this.fault = refused;
  }
}

export function refuse(code: FaultCode, detail: string): never {
  throw new Refusal(fault(code, detail));
}

export function malformed(detail: string): never {
  return refuse("telemetry.malformed", detail);
}

export function guardRefusals<T>(work: () => T): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof Refusal) return failed(error.fault);
    throw error;
  }
}
