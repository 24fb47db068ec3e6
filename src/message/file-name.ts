import { VALUE_LIMITS } from './limits.ts';
import { type ContentType, type Disposition, findParameter } from './part.ts';

interface Named {
  readonly contentType: ContentType;
  readonly disposition: Disposition | undefined;
}

/**
 * The name that a part's sender gave to its file: `filename` of the disposition, else `name` of the type, decoded.
 * Control characters are taken out and a path before the name too, so that it can be shown; it is still the sender's
 * word, and never a place on a disk.
 */
export function fileName({ contentType, disposition }: Named): string | undefined {
  const given =
    (disposition === undefined ? undefined : findParameter(disposition.parameters, 'filename')) ||
    findParameter(contentType.parameters, 'name');
  if (given === undefined) return undefined;
  const shown = given
    .replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/^.*[/\\]/s, '')
    .trim();
  return shown.slice(-VALUE_LIMITS.fileNameMaxChars).toWellFormed() || undefined;
}
