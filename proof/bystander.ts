import { ImapClient } from './imap-client.ts';
import type { ProofServer } from './server.ts';

const PAUSE_MS = 25;

/** A person who works while others misbehave: how long their own commands take is the measure. */
export class Bystander {
  readonly #imap: ImapClient;
  readonly #server: ProofServer;
  #running = true;
  #worstMs = 0;
  #commands = 0;
  #peakBytes = 0;
  #failure: string | undefined;
  readonly #done: Promise<void>;

  private constructor(imap: ImapClient, server: ProofServer) {
    this.#imap = imap;
    this.#server = server;
    this.#done = this.#work();
  }

  /** Logs in and begins; INBOX must hold a message. */
  static async start(server: ProofServer, user: string): Promise<Bystander> {
    const imap = await ImapClient.open(server.port('imap'));
    await imap.logIn(user);
    await imap.must('SELECT INBOX');
    return new Bystander(imap, server);
  }

  /** Since the last call: the slowest command, milliseconds, and the most memory that was seen, octets. */
  take(): { readonly worstMs: number; readonly commands: number; readonly peakBytes: number } {
    if (this.#failure !== undefined) throw new Error(`the well-behaved client failed: ${this.#failure}`);
    const taken = { worstMs: this.#worstMs, commands: this.#commands, peakBytes: this.#peakBytes };
    this.#worstMs = 0;
    this.#commands = 0;
    this.#peakBytes = 0;
    return taken;
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
    this.#imap.close();
  }

  async #work(): Promise<void> {
    const commands = [
      'NOOP',
      'FETCH 1 (FLAGS ENVELOPE BODY.PEEK[])',
      'STATUS INBOX (MESSAGES)',
      'SEARCH SUBJECT quiet',
    ];
    while (this.#running) {
      const started = performance.now();
      try {
        await this.#imap.must(commands[this.#commands % commands.length]!);
      } catch (error) {
        this.#failure = error instanceof Error ? error.message : String(error);
        return;
      }
      this.#worstMs = Math.max(this.#worstMs, performance.now() - started);
      this.#commands++;
      if (this.#commands % 4 === 0) this.#peakBytes = Math.max(this.#peakBytes, this.#server.memoryBytes());
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
