import type { Session } from './session.ts';

/**
 * How long the peer may be silent now: at least 30 minutes after login (RFC 9051 §5.4); before it for a short time, and
 * for less and less, so that nobody holds a connection by dripping.
 */
export function silenceMaxMs(session: Session): number {
  const { limits, clock } = session.services;
  if (session.state.kind !== 'notAuthenticated') return limits.idleTimeoutMs;
  const leftMs = session.startedAt + limits.loginTotalMs - clock.now();
  return Math.max(1, Math.min(limits.loginTimeoutMs, leftMs));
}
