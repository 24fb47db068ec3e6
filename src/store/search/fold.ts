/**
 * Text as it is compared: compatibility decomposed and without case, in the spirit of i;unicode-casemap (RFC 5051), with
 * full case mapping, so that `STRASSE` finds `Straße`. One text contains another if their folds do.
 */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toUpperCase();
  return text.normalize('NFKD').toUpperCase().normalize('NFKD');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
