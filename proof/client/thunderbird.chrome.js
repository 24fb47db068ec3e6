// What the proof does inside Thunderbird, with the interfaces that its own windows use. `thunderbird.ts` sends this
// text with a call of one of its verbs behind it.
const { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');

/** Finds the account by its address alone, as the account wizard does, and makes it. */
async function setUp(email, password, incomingPort) {
  const { FetchConfig } = ChromeUtils.importESModule('resource:///modules/accountcreation/FetchConfig.sys.mjs');
  const { AccountConfig } = ChromeUtils.importESModule('resource:///modules/accountcreation/AccountConfig.sys.mjs');
  const { CreateInBackend } = ChromeUtils.importESModule('resource:///modules/accountcreation/CreateInBackend.sys.mjs');
  const config = await FetchConfig.fromISP(email.split('@')[1], email, new AbortController().signal);
  const all = [config.incoming, ...config.incomingAlternatives];
  const outgoing = [config.outgoing, ...config.outgoingAlternatives];
  const chosen = all.find(({ type, port }) => type === 'imap' && port === incomingPort);
  if (chosen === undefined)
    throw new Error(`no such server among ${JSON.stringify(all.map(({ type, port }) => [type, port]))}`);
  config.incoming = chosen;
  config.outgoing = outgoing.find(({ socketType }) => socketType === chosen.socketType) ?? outgoing[0];
  AccountConfig.replaceVariables(config, 'A Person', email, password);
  config.rememberPassword = true;
  trustAnyCertificate();
  const account = await CreateInBackend.createAccountInBackend(config);
  account.incomingServer.performExpand(null);
  await until(() => folderWith('INBOX'));
  return [chosen.socketType, config.outgoing.port];
}

/** The certificates of the proof are self-signed; a person would confirm them. */
function trustAnyCertificate() {
  const overrides = Cc['@mozilla.org/security/certoverride;1'].getService(Ci.nsICertOverrideService);
  overrides.setDisableAllSecurityChecksAndLetAttackersInterceptMyData(true);
}

function server() {
  return MailServices.accounts.accounts.find(({ incomingServer }) => incomingServer.type === 'imap').incomingServer;
}

function folderWith(name) {
  const found = server().rootFolder.descendants.find((folder) => folder.name.toUpperCase() === name.toUpperCase());
  return found?.QueryInterface(Ci.nsIMsgImapMailFolder);
}

async function until(condition) {
  for (;;) {
    const value = condition();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resolves when what it is handed to has stopped. */
function listener() {
  const { promise, resolve, reject } = Promise.withResolvers();
  const end = (status) =>
    Components.isSuccessCode(status)
      ? resolve()
      : reject(Object.assign(new Error(`status ${status.toString(16)}`), { result: status }));
  return {
    done: promise,
    OnStartRunningUrl() {},
    OnStopRunningUrl: (_, status) => end(status),
    onStartCopy() {},
    onProgress() {},
    setMessageKey() {},
    getMessageId: () => null,
    onStopCopy: (status) => end(status),
    onStartSending() {},
    onSendProgress() {},
    onStatus() {},
    onStopSending: (_, status) => end(status),
    onGetDraftFolderURI() {},
    onSendNotPerformed: () => reject(new Error('not sent')),
    onTransportSecurityError: () => reject(new Error('not secure')),
    QueryInterface: ChromeUtils.generateQI(['nsIUrlListener', 'nsIMsgCopyServiceListener', 'nsIMsgSendListener']),
  };
}

/** A folder takes one order at a time, and says busy to a second: then it is asked again. */
async function ordered(order) {
  const BUSY = 0x80550021;
  for (;;) {
    const heard = listener();
    order(heard);
    const status = await heard.done.then(
      () => 0,
      (error) => error,
    );
    if (status === 0) return;
    if (status.result !== BUSY) throw status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Brings a folder up to date, with its bodies for reading offline. */
async function sync(name) {
  const folder = await until(() => folderWith(name));
  await ordered((heard) => folder.updateFolderWithListener(null, heard));
  await ordered((heard) => folder.downloadAllForOffline(heard, null));
  return folder;
}

/** Each message's octets, one to a code unit, and its flags as letters of Maildir. */
async function messages(name) {
  const folder = await sync(name);
  const all = [];
  for (const header of folder.messages) {
    const { Read, Replied, Marked } = Ci.nsMsgMessageFlags;
    const letters = [
      [Read, 'S'],
      [Replied, 'R'],
      [Marked, 'F'],
    ].filter(([flag]) => header.flags & flag);
    const text = await octetsOf(folder, header);
    all.push({ subject: header.mime2DecodedSubject, text, letters: letters.map(([, letter]) => letter).join('') });
  }
  return all;
}

/** From Thunderbird's own copy. */
function octetsOf(folder, header) {
  const { promise, resolve } = Promise.withResolvers();
  let text = '';
  const stream = {
    onStartRequest() {},
    onDataAvailable(_, input, __, count) {
      const reader = Cc['@mozilla.org/scriptableinputstream;1'].createInstance(Ci.nsIScriptableInputStream);
      reader.init(input);
      text += reader.readBytes(count);
    },
    onStopRequest: () => resolve(text),
    QueryInterface: ChromeUtils.generateQI(['nsIStreamListener']),
  };
  const uri = folder.getUriForMsg(header);
  MailServices.messageServiceFromURI(uri).streamMessage(uri, stream, null, null, false, '', true);
  return promise;
}

function headerOf(folder, subject) {
  const found = [...folder.messages].find((header) => header.mime2DecodedSubject === subject);
  if (found === undefined) throw new Error(`no message "${subject}" in ${folder.name}`);
  return found;
}

async function flag(subject) {
  const folder = await sync('INBOX');
  const header = headerOf(folder, subject);
  folder.markMessagesFlagged([header], true);
  folder.markMessagesRead([header], true);
  folder.addKeywordsToMessages([header], '$label1');
}

async function move(subject, target) {
  const folder = await sync('INBOX');
  const moved = listener();
  MailServices.copy.copyMessages(folder, [headerOf(folder, subject)], folderWith(target), true, moved, null, false);
  await moved.done;
}

/** As the Delete key does: into the trash. */
async function remove(subject) {
  const folder = await sync('INBOX');
  const removed = listener();
  folder.deleteMessages([headerOf(folder, subject)], null, false, false, removed, false);
  await removed.done;
}

async function upload(path, target) {
  const file = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile);
  file.initWithPath(path);
  const uploaded = listener();
  MailServices.copy.copyFileMessage(
    file,
    folderWith(target),
    null,
    false,
    Ci.nsMsgMessageFlags.Read,
    '',
    uploaded,
    null,
  );
  await uploaded.done;
}

async function makeFolder(name) {
  server().rootFolder.createSubfolder(name, null);
  await until(() => folderWith(name));
}

/** Writes a mail and sends it; a copy goes into Sent. */
async function send(to, subject, text) {
  const account = MailServices.accounts.accounts.find(({ incomingServer }) => incomingServer.type === 'imap');
  const fields = Cc['@mozilla.org/messengercompose/composefields;1'].createInstance(Ci.nsIMsgCompFields);
  fields.from = account.defaultIdentity.email;
  fields.to = to;
  fields.subject = subject;
  const { MessageSend } = ChromeUtils.importESModule('resource:///modules/MessageSend.sys.mjs');
  const sent = listener();
  new MessageSend().createAndSendMessage(
    null,
    account.defaultIdentity,
    account.key,
    fields,
    false,
    false,
    Ci.nsIMsgSend.nsMsgDeliverNow,
    null,
    'text/plain',
    text,
    null,
    null,
    sent,
    '',
    null,
    Ci.nsIMsgCompType.New,
  );
  await sent.done;
}

/** Waits until a folder that nobody asks about has a message more: IDLE has told of it. */
async function hear(subject) {
  const folder = folderWith('INBOX');
  await until(() => [...folder.messages].some((header) => header.mime2DecodedSubject === subject));
}

globalThis.verbs = { setUp, messages, flag, move, remove, upload, makeFolder, send, hear };
