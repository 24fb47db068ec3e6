import type { Session } from './session.ts';

/** How long the peer may be silent: at least 30 minutes after login (RFC 9051 §5.4), before it for a short time. */
export function silenceMaxMs(session: Session): number {
  const { loginTimeoutMs, idleTimeoutMs } = session.services.limits;
  return session.state.kind === 'notAuthenticated' ? loginTimeoutMs : idleTimeoutMs;
}
