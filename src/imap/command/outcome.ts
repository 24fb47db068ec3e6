import type { SessionEvent } from '../session/state.ts';
import type { ResponseCode } from '../wire/index.ts';

/** How a command ended: its tagged answer, and what becomes of the session's state before the answer is sent. */
export interface Outcome {
  readonly status: 'OK' | 'NO' | 'BAD';
  readonly text: string;
  readonly code?: ResponseCode;
  readonly event?: SessionEvent;
  /** Untagged EXPUNGE must not be sent with this one either, though its kind of command allows it. */
  readonly holdsExpunge?: boolean;
}

export function okay(text: string, code?: ResponseCode): Outcome {
  return code === undefined ? { status: 'OK', text } : { status: 'OK', text, code };
}

export function no(text: string, code?: ResponseCode): Outcome {
  return code === undefined ? { status: 'NO', text } : { status: 'NO', text, code };
}

export function bad(text: string, code?: ResponseCode): Outcome {
  return code === undefined ? { status: 'BAD', text } : { status: 'BAD', text, code };
}
