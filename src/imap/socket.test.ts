import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { silentLog } from '../base/index.ts';
import { openListener } from '../connection/index.ts';
import { makeWorld } from './testing.ts';
import { SAMPLE_MAIL } from './transcript/sample-mail.ts';

test('imapflow logs in, lists, appends, reads, flags, searches, idles, moves and deletes over a real socket', async () => {
  const world = await makeWorld();
  await world.put('INBOX', SAMPLE_MAIL.plain!);
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    serve: (connection) => world.server.serve(connection),
    log: silentLog,
  });
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: listener.port,
    secure: false,
    doSTARTTLS: false,
    logger: false,
    auth: { user: 'anna@example.org', pass: 'secret' },
  });
  try {
    await client.connect();
    const names = (await client.list()).map(({ path, specialUse }) => `${path} ${specialUse ?? ''}`.trim());
    assert.deepEqual(names, ['INBOX \\Inbox', 'Sent \\Sent', 'Drafts \\Drafts', 'Trash \\Trash']);
    const lock = await client.getMailboxLock('INBOX');
    const appended = await client.append('INBOX', SAMPLE_MAIL.mixed!, ['\\Flagged'], new Date('2026-01-01T10:00:00Z'));
    assert.ok(appended !== false && appended.uid === 2);
    const fetched = await client.fetchAll('1:*', { envelope: true, bodyStructure: true, flags: true, source: true });
    assert.deepEqual(
      fetched.map(({ uid, envelope, source }) => [uid, envelope?.subject, source?.toString('latin1')]),
      [
        [1, 'Lunch', SAMPLE_MAIL.plain],
        [2, 'Grüße', SAMPLE_MAIL.mixed],
      ],
    );
    assert.equal(fetched[1]!.bodyStructure?.childNodes?.length, 3);
    const { content } = await client.download('2', '1', { uid: true });
    let text = '';
    for await (const chunk of content ?? []) text += chunk;
    assert.equal(text, 'Grüße');
    assert.equal(await client.messageFlagsAdd('1', ['\\Seen', '$Work']), true);
    assert.deepEqual(await client.search({ seen: true, keyword: '$Work' }, { uid: true }), [1]);
    const told = new Promise<number>((resolve) => client.once('exists', ({ count }) => resolve(count)));
    const idling = client.idle();
    await world.put('INBOX', SAMPLE_MAIL.plain!);
    assert.equal(await told, 3);
    const moved = await client.messageMove('1:2', 'Trash', { uid: true });
    assert.ok(moved !== false && moved.uidMap?.size === 2);
    await idling;
    assert.equal(await client.messageDelete('1'), true);
    const status = await client.status('Trash', { messages: true, unseen: true, highestModseq: true });
    assert.equal(status === false ? -1 : status.messages, 2);
    lock.release();
    await client.mailboxCreate('Größe/Ä');
    await client.mailboxDelete('Größe/Ä');
    await client.logout();
  } finally {
    client.close();
    listener.destroyConnections();
    await listener.close();
  }
});
