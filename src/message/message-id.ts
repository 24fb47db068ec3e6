import { decodeUnlabelled } from './charset.ts';
import { VALUE_LIMITS } from './limits.ts';
import { findHeader, type Part } from './part.ts';

/**
 * The message ids of a Message-ID, In-Reply-To or References value, in order, without brackets (RFC 5322 §3.6.4); of
 * very many the last ones. Where no brackets stand, a lone word counts, and among others
 * those with an at-sign.
 */
export function parseMessageIds(value: Uint8Array): string[] {
  const text = decodeUnlabelled(value).trim();
  const ids: string[] = [];
  for (const match of text.matchAll(/<([^<>]+)>/g)) {
    const id = match[1]!.replace(/\s+/g, '');
    if (id !== '' && id.length <= VALUE_LIMITS.messageIdMaxChars) ids.push(id);
  }
  if (ids.length === 0) {
    for (const word of text.split(/[\s,]+/)) {
      const isId = word === text ? /^[^<>()]+$/.test(word) : /^[^@<>()]+@[^@<>()]+$/.test(word);
      if (isId && word.length <= VALUE_LIMITS.messageIdMaxChars) ids.push(word);
    }
  }
  return ids.slice(-VALUE_LIMITS.messageIdsMax);
}

/** The message ids of the References field, oldest first. */
export function referencesOf(root: Part): readonly string[] {
  const field = findHeader(root, 'references');
  return field === undefined ? [] : parseMessageIds(field.value);
}

/** One form for each message id, however its local part is quoted (RFC 5256 §3). */
export function normalizeMessageId(id: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"(@.*)$/s.exec(id);
  if (quoted === null) return id;
  const local = quoted[1]!.replace(/\\(.)/gs, '$1');
  return /^[^\s()<>[\]:;@\\,"]+$/.test(local) ? local + quoted[2]! : id;
}

/** The message's own id, then those it refers to, nearest first, none twice; bounded. */
export function threadingIds(root: Part): string[] {
  const idsOf = (key: string): string[] => {
    const field = findHeader(root, key);
    return field === undefined ? [] : parseMessageIds(field.value);
  };
  const own = idsOf('message-id').slice(0, 1);
  const references = idsOf('references').reverse();
  // A reply names one message; more of them (RFC 2822 allows it) have no order to trust.
  const repliedTo = idsOf('in-reply-to');
  return [...new Set([...own, ...repliedTo.slice(0, 1), ...references, ...repliedTo])].slice(
    0,
    VALUE_LIMITS.messageIdsMax,
  );
}
