import { VALUE_LIMITS } from './limits.ts';

const BLOB = /\[[^[\]]*\]\s*/y;
const REFWD = /(?:re|fwd?)\s*(?:\[[^[\]]*\]\s*)?:\s*/iy;

export interface BaseSubject {
  readonly base: string;
  readonly isReplyOrForward: boolean;
}

/** The base subject of a decoded subject (RFC 5256 §2.1): without `Re:`, `Fwd:`, `(fwd)` and list tags. */
export function baseSubject(text: string): BaseSubject {
  let rest = text.slice(0, VALUE_LIMITS.subjectMaxChars).replace(/\s+/g, ' ').trim();
  let isReplyOrForward = false;
  for (;;) {
    const trimmed = withoutTrailers(rest);
    const led = withoutLeaders(trimmed);
    isReplyOrForward ||= trimmed !== rest.trimEnd() || led.hadRefwd;
    rest = led.rest;
    // Step 6.
    const wrapped = /^\[fwd:(.*)\]$/is.exec(rest);
    if (wrapped === null) return { base: rest, isReplyOrForward };
    rest = wrapped[1]!.trim();
    isReplyOrForward = true;
  }
}

/** Step 2: `(fwd)` and white space at the end. */
function withoutTrailers(text: string): string {
  let rest = text.trimEnd();
  while (/\(fwd\)$/i.test(rest)) rest = rest.slice(0, -5).trimEnd();
  return rest;
}

/** Steps 3 to 5: `Re:`, also with tags before or after it, and tags as long as something is left. */
function withoutLeaders(text: string): { rest: string; hadRefwd: boolean } {
  let rest = text.trimStart();
  let hadRefwd = false;
  for (;;) {
    const leader = leaderLength(rest);
    if (leader > 0) {
      hadRefwd = true;
      rest = rest.slice(leader);
      continue;
    }
    const blob = matchLength(BLOB, rest, 0);
    if (blob === 0 || rest.slice(blob).trim() === '') return { rest, hadRefwd };
    rest = rest.slice(blob);
  }
}

/** Length of `*subj-blob subj-refwd`, or 0. */
function leaderLength(text: string): number {
  let at = 0;
  for (let blob = matchLength(BLOB, text, at); blob > 0; blob = matchLength(BLOB, text, at)) at += blob;
  const refwd = matchLength(REFWD, text, at);
  return refwd === 0 ? 0 : at + refwd;
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
