package dev.tributary.http;

import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Bodies as gzip (RFC 1952), whole or chunk by chunk, for clients that take it. Done where a body
 * is known: a socket that packs whatever passes takes 4 % of a small request that wants none of it.
 * Confined to a thread.
 */
final class Gzip {

  static final CharSequence CODING = AsciiString.cached("gzip");

  /** Deflate, no time, no name, no system. */
  private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final int ROOM = 16 * 1024;

  /** One for each thread that packs whole bodies: it has a quarter of a megabyte of its own. */
  private static final FastThreadLocal<Gzip> OWN =
      new FastThreadLocal<>() {
        @Override
        protected Gzip initialValue() {
          return new Gzip(Deflater.DEFAULT_COMPRESSION);
        }

        @Override
        protected void onRemoval(Gzip own) {
          own.close();
        }
      };

  private final Deflater deflater;
  private final CRC32 sum = new CRC32();
  private final byte[] room = new byte[ROOM];
  private boolean begun;

  /**
   * For one body in chunks, to be closed.
   *
   * @param level 1, fast, to 9, small
   */
  Gzip(int level) {
    this.deflater = new Deflater(level, true);
  }

  /** The whole of a body. */
  static Buffer of(Buffer body, int level) {
    Gzip own = OWN.get();
    own.deflater.reset();
    own.deflater.setLevel(level);
    own.sum.reset();
    own.begun = false;
    Buffer packed = Buffer.buffer(64 + body.length() / 3);
    own.add(body, packed, Deflater.NO_FLUSH);
    own.end(packed);
    return packed;
  }

  /** What the next of a body's chunks comes to: it can be read at once. */
  Buffer next(Buffer chunk) {
    Buffer packed = Buffer.buffer(64 + chunk.length() / 3);
    add(chunk, packed, Deflater.SYNC_FLUSH);
    return packed;
  }

  /** What remains. */
  Buffer end() {
    Buffer packed = Buffer.buffer(64);
    end(packed);
    return packed;
  }

  private void add(Buffer chunk, Buffer packed, int flush) {
    begin(packed);
    byte[] bytes = chunk.getBytes();
    sum.update(bytes, 0, bytes.length);
    deflater.setInput(bytes);
    drain(packed, flush);
  }

  private void begin(Buffer packed) {
    if (!begun) {
      begun = true;
      packed.appendBytes(HEAD);
    }
  }

  private void drain(Buffer packed, int flush) {
    int length;
    do {
      length = deflater.deflate(room, 0, room.length, flush);
      packed.appendBytes(room, 0, length);
    } while (length == room.length || (length > 0 && !deflater.needsInput()));
  }

  private void end(Buffer packed) {
    begin(packed);
    deflater.finish();
    while (!deflater.finished()) {
      packed.appendBytes(room, 0, deflater.deflate(room));
    }
    packed.appendIntLE((int) sum.getValue()).appendIntLE((int) deflater.getBytesRead());
  }

  /** Gives its memory back; nothing may follow. */
  void close() {
    deflater.end();
  }

  /**
   * Whether a client takes gzip (RFC 9110, 12.5.3). One that says nothing of codings could be sent
   * any; few of those can read it.
   */
  static boolean isTakenBy(MultiMap request) {
    String said = request.get(HttpHeaders.ACCEPT_ENCODING);
    if (said == null) {
      return false;
    }
    // As all browsers say it, and most libraries.
    if (said.startsWith("gzip,") || said.equals("gzip")) {
      return true;
    }
    Boolean any = null;
    for (String each : String.join(",", request.getAll(HttpHeaders.ACCEPT_ENCODING)).split(",")) {
      String one = each.strip().toLowerCase(Locale.ROOT);
      int semicolon = one.indexOf(';');
      String name = semicolon < 0 ? one : one.substring(0, semicolon).strip();
      boolean taken = semicolon < 0 || isPositive(one.substring(semicolon + 1));
      if (name.equals("gzip") || name.equals("x-gzip")) {
        return taken;
      }
      if (name.equals("*")) {
        any = taken;
      }
    }
    return Boolean.TRUE.equals(any);
  }

  private static boolean isPositive(String parameter) {
    String weight = parameter.replace(" ", "");
    // 0, 0.0, 0.00 and 0.000 are all that is none (RFC 9110, 12.4.2).
    return !weight.matches("q=0(\\.0{0,3})?");
  }
}
