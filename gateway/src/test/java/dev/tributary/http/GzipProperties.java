package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * However a body comes, whoever unpacks it has the same; and nobody is sent what he cannot read.
 */
class GzipProperties {

  @Provide
  Arbitrary<byte[]> bodies() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(70_000);
    Arbitrary<byte[]> text =
        Arbitraries.of((byte) '{', (byte) '"', (byte) 'a', (byte) ':')
            .array(byte[].class)
            .ofMaxSize(200_000);
    return Arbitraries.oneOf(noise, text);
  }

  @Property(tries = 100)
  void aBodyIsTheSameOnceUnpacked(
      @ForAll("bodies") byte[] body, @ForAll @IntRange(min = 1, max = 9) int level)
      throws IOException {
    assertThat(unpack(Gzip.of(Buffer.buffer(body), level))).isEqualTo(body);
  }

  @Property(tries = 100)
  void soItIsInChunksOfWhichEachCanBeReadAtOnce(
      @ForAll("bodies") byte[] body, @ForAll @IntRange(min = 1, max = 12) int pieces)
      throws IOException {
    Gzip gzip = new Gzip(4);
    Buffer packed = Buffer.buffer();
    int length = body.length / pieces + 1;
    for (int from = 0; from < body.length; from += length) {
      int to = Math.min(body.length, from + length);
      packed.appendBuffer(gzip.next(Buffer.buffer(body).slice(from, to)));
      byte[] so = new byte[to];
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()))) {
        assertThat(in.readNBytes(so, 0, to)).isEqualTo(to);
      }
    }
    assertThat(unpack(packed.appendBuffer(gzip.end()))).isEqualTo(body);
    gzip.close();
  }

  private static byte[] unpack(Buffer packed) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()))) {
      return in.readAllBytes();
    }
  }

  /** RFC 9110, 12.5.3. */
  @Example
  void gzipIsForThoseWhoTakeIt() {
    List<String> taken =
        List.of(
            "gzip",
            "gzip, deflate, br, zstd",
            "deflate, gzip;q=1.0, *;q=0.5",
            "GZIP",
            "x-gzip",
            "*",
            "br;q=1, *;q=0.1",
            "gzip;q=0.001",
            "gzip; q=0.8, identity;q=0.5");
    List<String> not =
        List.of(
            "",
            "identity",
            "deflate, br",
            "gzip;q=0",
            "gzip; q=0.000",
            "*;q=0",
            "gzip;q=0, *",
            "*, gzip;q=0",
            "gzipped");
    assertThat(taken).allMatch(GzipProperties::isTaken);
    assertThat(not).noneMatch(GzipProperties::isTaken);
    assertThat(Gzip.isTakenBy(HttpHeaders.headers())).isFalse();
  }

  @Example
  void severalFieldsAreOneList() {
    MultiMap fields = HttpHeaders.headers().add("accept-encoding", "br");
    assertThat(Gzip.isTakenBy(fields.add("accept-encoding", "gzip"))).isTrue();
  }

  private static boolean isTaken(String field) {
    return Gzip.isTakenBy(HttpHeaders.headers().set("accept-encoding", field));
  }
}
