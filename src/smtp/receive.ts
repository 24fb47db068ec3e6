import { type Clock, EMPTY } from '../base/index.ts';
import type { Connection } from '../connection/index.ts';
import type { Delivery, MailTrace, Reception } from '../delivery/index.ts';
import { deliverToAll } from './deliver.ts';
import type { SmtpLimits } from './limits.ts';
import type { AcceptedRecipient, MailParameters } from './session/state.ts';
import type { ReceptionOutcome } from './session/step.ts';
import { DataReader, LineEndCheck } from './wire/index.ts';

export interface ReceiveOptions {
  readonly connection: Connection;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly limits: SmtpLimits;
  readonly refuseBareLineEnds: boolean;
}

/** `rest`: what the peer sent behind the mail. `closed`: it left in the midst of it, and nothing was delivered. */
export interface Received {
  readonly outcome: ReceptionOutcome | 'closed';
  readonly sizeBytes: number;
  readonly rest: Uint8Array;
}

type DataEnd = 'complete' | 'bareLineEnd' | 'endless' | 'timeout' | 'closed';

/** Reads one mail, from the octet after DATA to its end, into delivery: never whole, a piece at a time. */
export async function receiveMail(
  mail: MailParameters,
  recipients: readonly AcceptedRecipient[],
  trace: MailTrace,
  first: Uint8Array,
  options: ReceiveOptions,
): Promise<Received> {
  const { sender, sizeBytes } = mail;
  const envelope = {
    sender,
    receivedAt: options.clock.now(),
    trace,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
  const reception = options.delivery.receive(envelope);
  try {
    const data = await readData(reception, first, options);
    const received = (outcome: Received['outcome']) => ({ outcome, sizeBytes: data.sizeBytes, rest: data.rest });
    if (data.end !== 'complete') return received(data.end === 'closed' ? 'closed' : { kind: data.end });
    await reception.finish();
    const outcomes = await deliverToAll(reception, recipients, options.limits.deliveriesAtOnceMax);
    return received({ kind: 'delivered', outcomes });
  } finally {
    reception.release();
  }
}

async function readData(
  reception: Reception,
  first: Uint8Array,
  { connection, delivery, clock, limits, refuseBareLineEnds }: ReceiveOptions,
): Promise<{ readonly end: DataEnd; readonly sizeBytes: number; readonly rest: Uint8Array }> {
  const reader = new DataReader();
  const check = refuseBareLineEnds ? new LineEndCheck() : undefined;
  const startedAt = clock.now();
  let sizeBytes = 0;
  for (let chunk = first; ; ) {
    const { pieces, rest } = reader.feed(chunk);
    for (const piece of pieces) {
      sizeBytes += piece.length;
      check?.write(piece);
      const written = reception.write(piece);
      if (written !== undefined) await written;
    }
    if (rest !== undefined) return { end: check?.end() ? 'bareLineEnd' : 'complete', sizeBytes, rest };
    if (sizeBytes > delivery.messageMaxBytes + limits.swallowMaxBytes)
      return { end: 'endless', sizeBytes, rest: EMPTY };
    if (clock.now() - startedAt > limits.dataMaxMs) return { end: 'timeout', sizeBytes, rest: EMPTY };
    const read = await connection.read(limits.dataTimeoutMs);
    if (read === 'closed' || read === 'timeout') return { end: read, sizeBytes, rest: EMPTY };
    chunk = read;
  }
}
