import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { openLog } from '../log/open-log.ts';
import { openFolder } from '../open-folder.ts';
import { serveUntilStopped } from '../run/serve-until-stopped.ts';

export const serve: Verb = {
  name: 'serve',
  purpose: 'run the server',
  words: [],
  options: { dir: DIR, json: { ...JSON_OUTPUT, about: 'say the status in JSON once it is ready' } },
  notes: [
    'It stays in the foreground and says "ready" on standard output once every listener is open. SIGTERM or',
    'Ctrl-C ends it in order: open sessions are told goodbye, commits are finished. A second one ends it at once.',
    'SIGHUP has it read its configuration and certificate again, as rookery reload does.',
  ],
  examples: ['rookery serve --dir /var/lib/rookery'],
  async run({ engines, terminal, options }) {
    const { folder, config } = openFolder(options.required('dir'), engines);
    const log = openLog(config.log, folder.path);
    return serveUntilStopped(
      { engines, folder, config, log },
      () => openFolder(folder.path, engines).config,
      (_server, status) => terminal.answer(status, 'ready'),
    );
  },
};
