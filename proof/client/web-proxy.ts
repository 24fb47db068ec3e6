import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Stands where the name service and port 80 would: whatever host is asked for, the server under test is asked, with the
 * name that was asked for. Loopback only.
 */
export class WebProxy {
  readonly #server: Server;
  readonly asked: string[] = [];

  static async open(httpPort: number): Promise<WebProxy> {
    const proxy = new WebProxy(httpPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  private constructor(httpPort: number) {
    this.#server = createServer((question, answer) => {
      const { host, pathname, search } = new URL(question.url ?? '/', 'http://nowhere.example');
      this.asked.push(`${host}${pathname}`);
      const headers = { ...question.headers, host };
      const forwarded = request(
        { host: '127.0.0.1', port: httpPort, method: question.method, path: pathname + search, headers },
        (reply) => {
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(answer);
        },
      );
      forwarded.on('error', () => answer.writeHead(502).end());
      question.pipe(forwarded);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
