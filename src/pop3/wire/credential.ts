/**
 * What neither a user name nor a password may hold: RFC 4013 §2.3, control, private, unassigned-for-text and tagging
 * characters, and those that change the direction of writing. Spaces and normal forms are the directory's to map.
 */
const PROHIBITED =
  /\u0340|\u0341|[\p{Cc}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u200e\u200f\u202a-\u202e\u206a-\u206f\u2ff0-\u2ffb\ufff9-\ufffd\u{e0001}\u{e0020}-\u{e007f}]/u;

/** Whether text may be a user name or a password at all (RFC 6856 §2.2). */
export function isCredential(text: string): boolean {
  return text.isWellFormed() && !PROHIBITED.test(text);
}
