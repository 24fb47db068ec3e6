import type { Source } from './source.ts';

export interface SourceCount {
  readonly messages: number;
  readonly mailboxes: readonly { readonly path: readonly string[]; readonly messages: number }[];
}

/** What an import would look at; reads no store. */
export async function countSource(source: Source): Promise<SourceCount> {
  const mailboxes: { readonly path: readonly string[]; readonly messages: number }[] = [];
  for (const mailbox of source.mailboxes) {
    let messages = 0;
    for await (const _ of mailbox.messages()) messages++;
    mailboxes.push({ path: mailbox.path, messages });
  }
  return { messages: mailboxes.reduce((sum, one) => sum + one.messages, 0), mailboxes };
}
