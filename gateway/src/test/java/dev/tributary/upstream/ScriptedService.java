package dev.tributary.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that answers each HTTP/1.1 request with exactly the bytes that it is told to, or
 * misbehaves in whatever way a socket can.
 */
final class ScriptedService implements AutoCloseable {

  /** Answers one request; the connection serves the next one unless the script closes it. */
  interface Script {
    void answer(Exchange exchange) throws IOException, InterruptedException;
  }

  record Request(Map<String, String> headers, String body) {}

  /** One request and the connection it came on. */
  record Exchange(Request request, Socket socket) {
    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    void send(String text) throws IOException {
      out().write(text.getBytes(StandardCharsets.UTF_8));
      out().flush();
    }

    void close() throws IOException {
      socket.close();
    }

    /** Closes with a TCP reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the other side closes the connection. */
    void awaitClose() throws IOException {
      try {
        while (socket.getInputStream().read() >= 0) {
          continue;
        }
      } catch (IOException reset) {
        return;
      }
    }
  }

  final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  final AtomicInteger connections = new AtomicInteger();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final ServerSocket server;
  private final Thread acceptor;
  private volatile Script script = exchange -> exchange.send(json("{\"data\":{}}"));

  ScriptedService() {
    try {
      server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    acceptor = Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/graphql?tenant=1";
  }

  ScriptedService answers(Script script) {
    this.script = script;
    return this;
  }

  ScriptedService answers(String bytes) {
    return answers(exchange -> exchange.send(bytes));
  }

  static String json(String body) {
    return response("200 OK", "Content-Type: application/json\r\n", body);
  }

  static String response(String status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\n"
        + headers
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        connections.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      while (!socket.isClosed()) {
        Request request = read(in);
        requests.add(request);
        script.answer(new Exchange(request, socket));
      }
    } catch (IOException gone) {
      return;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static Request read(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    headers.put(":request", line(in));
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("not HTTP");
      }
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Request(headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      // As long as it has not noticed, connections are made and answered.
      acceptor.join();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
